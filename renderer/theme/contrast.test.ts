import { describe, expect, it } from 'vitest';
import { contrast, over, parseHex, parseTokens, type Rgba } from './contrast.ts';
import css from './tokens.css?raw';

const TEXT = ['tx-1', 'tx-2', 'tx-3', 'accent-tx', 'ok', 'warn', 'err'];
const GROUNDS = ['canvas', 'mat', 'bg-1', 'bg-2', 'bg-3', 'bg-4', 'field'];
const SOFT = ['accent-soft', 'ok-soft', 'warn-soft', 'err-soft'];
/** What soft grounds are laid over: panels, cards and fields. */
const UNDER_SOFT = ['bg-1', 'bg-2', 'bg-3', 'field'];
const OVERLAYS = ['ov-1', 'ov-2', 'ov-3', 'ov-4', 'ov-5'];
const SHAPES = [
  'line-3',
  'accent-line',
  'ok-fill',
  'warn-fill',
  'err-fill',
  'rej-fill',
  'reuse-fill',
  'port-image',
  'port-prompted-image',
  'port-caption',
  'port-dataset',
  'port-model',
  'port-evaluation',
];
const themes = parseTokens(css);

describe('contrast()', () => {
  it('is 21 between black and white and 1 between equals', () => {
    expect(contrast(parseHex('#000000'), parseHex('#ffffff'))).toBeCloseTo(21, 5);
    expect(contrast(parseHex('#5a63e0'), parseHex('#5a63e0'))).toBe(1);
  });
});

describe.each(Object.entries(themes))('%s theme', (_name, colours) => {
  const colour = (name: string): Rgba => {
    const found = colours[name];
    if (!found) throw new Error(`tokens.css has no "${name}".`);
    return found;
  };
  const failures = (fronts: string[], grounds: [string, Rgba][], least: number) =>
    fronts.flatMap((front) =>
      grounds
        .map(([name, ground]) => ({ name, ratio: contrast(over(colour(front), ground), ground) }))
        .filter(({ ratio }) => ratio < least)
        .map(({ name, ratio }) => `${front} on ${name}: ${ratio.toFixed(2)}`),
    );
  const plain = (names: string[]) => names.map((name): [string, Rgba] => [name, colour(name)]);
  const soft = SOFT.flatMap((name) =>
    UNDER_SOFT.map((panel): [string, Rgba] => [`${name} over ${panel}`, over(colour(name), colour(panel))]),
  );

  it('[KEY11] text reaches 4.5:1 on every ground', () => {
    expect(failures(TEXT, plain(GROUNDS), 4.5)).toEqual([]);
  });
  it('[KEY11] text reaches 4.5:1 on the soft grounds', () => {
    expect(failures(TEXT, soft, 4.5)).toEqual([]);
  });
  it('[KEY11] text on the main button and on notes reaches 4.5:1', () => {
    expect(failures(['on-accent'], plain(['accent', 'accent-hover']), 4.5)).toEqual([]);
    expect(failures(['note-tx'], plain(['note']), 4.5)).toEqual([]);
  });
  it('[KEY11] shapes reach 3:1 on everything but the mat', () => {
    expect(failures(SHAPES, plain(GROUNDS.filter((name) => name !== 'mat')), 3)).toEqual([]);
  });
  it('[KEY11] the main button and a switch that is on reach 3:1 on what they stand on', () => {
    expect(failures(['accent'], plain(UNDER_SOFT), 3)).toEqual([]);
  });
  it('[KEY11] boxes over pictures reach 3:1 beside their dark hairlines, labels 4.5:1 over any picture', () => {
    const black = parseHex('#000000');
    expect(failures(OVERLAYS, [['the hairline', black]], 3)).toEqual([]);
    // 86 % black over white is the lightest ground that a label can have.
    const lightest = over({ ...black, a: 0.86 }, parseHex('#ffffff'));
    expect(contrast(parseHex('#ffffff'), lightest)).toBeGreaterThan(4.5);
  });
  it('[KEY11] no colour is left out', () => {
    // Edges and dots that only decorate; what must be seen has `line-3`.
    const decoration = ['dot', 'line', 'line-2', 'note-line', 'scrim', 'track'];
    const judged = [...TEXT, ...GROUNDS, ...SOFT, ...SHAPES, ...OVERLAYS, ...decoration];
    const others = ['accent', 'accent-hover', 'on-accent', 'note', 'note-tx'];
    expect(Object.keys(colours).filter((name) => ![...judged, ...others].includes(name))).toEqual([]);
  });
  it('bars can be told from the track', () => {
    expect(failures(['ok-fill', 'rej-fill', 'reuse-fill', 'err-fill'], plain(['track']), 2.5)).toEqual([]);
  });
});
