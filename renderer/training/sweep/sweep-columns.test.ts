import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepRow } from '../../../core/training/sweep.ts';
import { bestOf, figureNames, settingNames, sortLines, sweepCsv, sweepLines } from './sweep-columns.ts';

const row = (settings: SweepRow['settings'], facts: Partial<SweepRow> = {}): SweepRow => ({
  settings,
  state: 'done',
  jobs: [],
  ...facts,
});
const ROWS = [
  row({ captions: 'first', seed: 1 }, { heldOutLoss: 0.5, measures: { count: 0.5 }, seconds: 9 }),
  row({ captions: 'first', seed: 2 }, { heldOutLoss: 0.7, measures: { count: 0.7 }, seconds: 9 }),
  row({ captions: 'second', seed: 1 }, { heldOutLoss: 0.9, measures: { count: 0.1 }, seconds: 9 }),
  row({ captions: 'second', seed: 2 }, { state: 'failed' }),
];
const NAMES = ['captions', 'seed'];

describe('[SWEEP8] the table of a sweep', () => {
  it('has mean and spread over runs that differ by their seed alone; those that failed are not among them', () => {
    const lines = sweepLines({ rows: ROWS }, 'means');
    expect(settingNames(NAMES, lines)).toEqual(['captions']);
    expect(lines.map(({ settings, figures }) => [settings.captions, figures.heldOutLoss])).toEqual([
      ['first', { mean: 0.6, deviation: expect.closeTo(Math.SQRT2 / 10, 10), count: 2 }],
      ['second', { mean: 0.9, count: 1 }],
    ]);
    expect(figureNames(lines)).toEqual(['heldOutLoss', 'count', 'seconds']);
    expect(['heldOutLoss', 'count', 'seconds'].map((name) => bestOf(lines, name))).toEqual([
      0.6,
      0.6,
      undefined,
    ]);
    expect(bestOf([...lines.slice(0, 1), ...lines.slice(0, 1)], 'count')).toBeUndefined();
  });

  it('is sorted by any column, what has no value last either way', () => {
    const lines = sweepLines({ rows: ROWS }, 'runs');
    const order = (by: string, isDown: boolean) =>
      sortLines(lines, { by, isDown }).map(({ rows }) => ROWS.indexOf(rows[0] as SweepRow));
    expect(order('heldOutLoss', false)).toEqual([0, 1, 2, 3]);
    expect(order('heldOutLoss', true)).toEqual([2, 1, 0, 3]);
    expect(order('captions', true)).toEqual([2, 3, 0, 1]);
    expect(order('seed', false)).toEqual([0, 2, 1, 3]);
  });

  it('is written as CSV, each run or each mean', () => {
    expect(sweepCsv(NAMES, sweepLines({ rows: ROWS }, 'runs'), 'runs').split('\r\n')).toEqual([
      'captions,seed,state,heldOutLoss,count,seconds',
      'first,1,done,0.5,0.5,9',
      'first,2,done,0.7,0.7,9',
      'second,1,done,0.9,0.1,9',
      'second,2,failed,,,',
      '',
    ]);
    expect(sweepCsv(NAMES, sweepLines({ rows: ROWS }, 'means'), 'means').split('\r\n')[2]).toBe(
      'second,1,0.9,,0.1,,9,',
    );
  });

  it('has no cell that a spreadsheet would take for a formula, and none that ends early', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const lines = sweepLines({ rows: [row({ name: text })] }, 'runs');
        const [, line = ''] = sweepCsv(['name'], lines, 'runs').split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/);
        expect(line).not.toMatch(/^"?[=+@\t\r-]/);
        expect(line.endsWith(',done')).toBe(true);
      }),
    );
  });
});
