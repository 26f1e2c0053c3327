/** sRGB with alpha, all 0–1. */
export interface Rgba {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** `#rrggbb` or `#rrggbbaa`. Throws on anything else. */
export function parseHex(hex: string): Rgba {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(hex);
  if (!match) throw new Error(`"${hex}" is no colour of the form #rrggbb.`);
  const part = (index: number) => Number.parseInt(match[index] ?? 'ff', 16) / 255;
  return { r: part(1), g: part(2), b: part(3), a: part(4) };
}

/** `top` laid over an opaque `ground`. */
export function over(top: Rgba, ground: Rgba): Rgba {
  const mix = (a: number, b: number) => a * top.a + b * (1 - top.a);
  return { r: mix(top.r, ground.r), g: mix(top.g, ground.g), b: mix(top.b, ground.b), a: 1 };
}

/** Contrast ratio of two opaque colours, 1–21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance (WCAG 2.2). */
function luminance({ r, g, b }: Rgba): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** The colour tokens of a style sheet whose values are `light-dark(LIGHT, DARK)`. */
export function parseTokens(css: string): {
  readonly light: Record<string, Rgba>;
  readonly dark: Record<string, Rgba>;
} {
  const light: Record<string, Rgba> = {};
  const dark: Record<string, Rgba> = {};
  for (const [, name, first, second] of css.matchAll(
    /--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);/gi,
  )) {
    if (!name || !first || !second) continue;
    light[name] = parseHex(first);
    dark[name] = parseHex(second);
  }
  return { light, dark };
}
