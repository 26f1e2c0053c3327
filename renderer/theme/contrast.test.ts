import { describe, expect, it } from 'vitest';
import { contrast, over, parseHex, parseTokens, type Rgba } from './contrast.ts';
import css from './tokens.css?raw';

const TEXT = ['tx-1', 'tx-2', 'tx-3', 'accent-tx', 'ok', 'warn', 'err'];
const GROUNDS = ['canvas', 'mat', 'bg-1', 'bg-2', 'bg-3', 'bg-4', 'field'];
const SOFT = ['accent-soft', 'ok-soft', 'warn-soft', 'err-soft'];
const PANELS = ['bg-1', 'bg-2', 'bg-3'];
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
    PANELS.map((panel): [string, Rgba] => [`${name} over ${panel}`, over(colour(name), colour(panel))]),
  );

  it('text reaches 4.5:1 on every ground', () => {
    expect(failures(TEXT, plain(GROUNDS), 4.5)).toEqual([]);
  });
  it('text reaches 4.5:1 on the soft grounds', () => {
    expect(failures(TEXT, soft, 4.5)).toEqual([]);
  });
  it('text on the main button and on notes reaches 4.5:1', () => {
    expect(failures(['on-accent'], plain(['accent', 'accent-hover']), 4.5)).toEqual([]);
    expect(failures(['note-tx'], plain(['note']), 4.5)).toEqual([]);
  });
  it('shapes reach 3:1 on everything but the mat', () => {
    expect(failures(SHAPES, plain(GROUNDS.filter((name) => name !== 'mat')), 3)).toEqual([]);
  });
  it('bars can be told from the track', () => {
    expect(failures(['ok-fill', 'rej-fill', 'reuse-fill', 'err-fill'], plain(['track']), 2.5)).toEqual([]);
  });
});
