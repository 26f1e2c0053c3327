import type { ImageTokenRule } from '../../../core/endpoint.ts';

/*
 * Sources; examples from them are in the tests, the pages themselves may have changed since: tiles and patches, platform.openai.com/docs/guides/images-vision#calculating-costs; area,
 * docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs; crops, ai.google.dev/gemini-api/docs/tokens and
 * cloud.google.com/vertex-ai/generative-ai/docs/multimodal/image-understanding. Rules of open models are with their rows.
 */

/** Tokens that a picture of this size takes, as the provider's document says. */
export function imageTokens(rule: ImageTokenRule, width: number, height: number): number {
  switch (rule.kind) {
    case 'tiles':
      return rule.base + rule.each * tileCount(width, height);
    case 'patches':
      return patchTokens(rule, Math.ceil(width / rule.side) * Math.ceil(height / rule.side));
    case 'area':
      return Math.min(rule.most, Math.ceil((width * height) / rule.pixelsPerToken));
    case 'crops':
      return rule.each * cropCount(width, height);
    case 'fixed':
      return rule.tokens;
  }
}

/** The most tokens that any picture of at most this area (pixels) takes; holds for shapes up to 8:1, of crops up to 4:1. */
export function mostImageTokens(rule: ImageTokenRule, pixels: number): number {
  switch (rule.kind) {
    case 'tiles':
      // 2048 × 768 is the largest that is left after fitting.
      return rule.base + rule.each * 8;
    case 'patches':
      return patchTokens(rule, squares(pixels, rule.side));
    case 'area':
      return Math.min(rule.most, Math.ceil(pixels / rule.pixelsPerToken));
    case 'crops':
      // Two rows of seven, the count at 4:1 of all pictures whose crops are not of the largest size.
      return rule.each * Math.max(14, squares(pixels, 768));
    case 'fixed':
      return rule.tokens;
  }
}

function patchTokens(
  { most, least = 0, factor }: Extract<ImageTokenRule, { kind: 'patches' }>,
  patches: number,
): number {
  return Math.ceil(Math.min(most, Math.max(least, patches)) * factor);
}

function tileCount(width: number, height: number): number {
  const inside = Math.min(1, 2048 / Math.max(width, height));
  const scale = Math.min(inside, 768 / Math.min(width, height));
  // What is scaled to a side of 512 may miss it by a rounding error.
  const tiles = (side: number) => Math.ceil((side * scale) / 512 - 1e-9);
  return tiles(width) * tiles(height);
}

function cropCount(width: number, height: number): number {
  if (width <= 384 && height <= 384) return 1;
  const unit = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)));
  return Math.ceil(width / unit) * Math.ceil(height / unit);
}

/** Squares that cover an area of any shape up to 8:1: one row and one column more than fit into it. */
function squares(pixels: number, side: number): number {
  return Math.ceil(pixels / (side * side) + (3.2 * Math.sqrt(pixels)) / side + 1);
}
