import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preTrain } from '../pre-train.ts';
import { type Combination, combinations, countRuns, parseGrid, parseList } from './parse-grid.ts';
import { parseFixed, settingsOf } from './parse-settings.ts';

const SETTINGS = settingsOf(preTrain.params);
const faultOf = (line: string) => parseGrid([line], SETTINGS).faults[0]?.fault;

describe('[SWEEP1] a grid', () => {
  it('has an axis a line, its values as the form of the training takes them', () => {
    const { found, faults } = parseGrid(
      ['visionFrom: -1, 12, 0', '', ' learningRate : 2e-5,1e-4 ', 'schedule: cosine'],
      SETTINGS,
    );
    expect(faults).toEqual([]);
    expect(found).toEqual([
      ['visionFrom', [-1, 12, 0]],
      ['learningRate', [2e-5, 1e-4]],
      ['schedule', ['cosine']],
    ]);
  });

  it.each([
    ['visionfrom: 0', 'there is no setting “visionfrom”; “visionFrom” is one'],
    ['fractoin: 0.5', 'there is no setting “fractoin”; “fraction” is one'],
    ['xyz: 0', 'there is no setting “xyz”'],
    ['__proto__: 0', 'there is no setting “__proto__”'],
    ['seed', 'it has no colon between name and values'],
    ['seed:', '“seed” has an empty value'],
    ['seed: 1,, 2', '“seed” has an empty value'],
    ['seed: 1, 1.0', '“seed” has 1.0 twice'],
    ['base: /models/other', 'there is no setting “base”'],
    ['deviceBatchSize: 1, 2', '“deviceBatchSize” changes nothing about the result; set it once for all runs'],
  ])('%j is refused', (line, fault) => expect(faultOf(line)).toBe(fault));

  it('a value of the wrong kind is refused with what is wrong about it', () => {
    expect(faultOf('visionFrom: half')).toMatch(/^“visionFrom” does not take “half”: /);
    expect(faultOf('fraction: 2')).toMatch(/^“fraction” does not take “2”: /);
  });

  it('a name that stands there twice is refused, with its line', () => {
    expect(parseGrid(['seed: 1', '', 'seed: 2'], SETTINGS).faults).toEqual([
      { line: 3, fault: '“seed” stands there twice' },
    ]);
  });

  it('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (lines) => {
        const { found, faults } = parseGrid(lines, SETTINGS);
        expect(found.length + faults.length).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
});

describe('[SWEEP1] a list', () => {
  it('has a run a line, and no run twice, whatever the order of its settings', () => {
    const { found, faults } = parseList(
      ['visionFrom=0 seed=1', 'seed=1 visionFrom=0', 'seed=2', 'seed', 'seed=1 seed=2'],
      SETTINGS,
    );
    expect(found).toEqual([{ visionFrom: 0, seed: 1 }, { seed: 2 }]);
    expect(faults).toEqual([
      { line: 2, fault: 'it says the same as line 1' },
      { line: 4, fault: '“seed” has no equals sign' },
      { line: 5, fault: '“seed” stands there twice' },
    ]);
  });
});

describe('[SWEEP1] runs', () => {
  it('are each line of the list with each point of the grid', () => {
    const axes = [['seed', [1, 2]]] as const;
    const list: Combination[] = [{ visionFrom: 0 }, { visionFrom: -1, fraction: 0.5 }];
    expect(combinations(axes, list)).toEqual([
      { visionFrom: 0, seed: 1 },
      { visionFrom: 0, seed: 2 },
      { visionFrom: -1, fraction: 0.5, seed: 1 },
      { visionFrom: -1, fraction: 0.5, seed: 2 },
    ]);
    expect(countRuns([], [])).toBe(0);
  });

  it('are as many as were counted, and all different', () => {
    const axis = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 4 }), (values) => {
        const axes = values.map((one, index) => [`axis${index}`, one] as const);
        const runs = combinations(axes, []);
        expect(runs).toHaveLength(countRuns(axes, []));
        expect(new Set(runs.map((run) => JSON.stringify(run))).size).toBe(runs.length);
      }),
    );
  });
});

it('[SWEEP1] what holds for all runs is checked in the same way', () => {
  expect(parseFixed(['globalBatchSize: 32', 'deviceBatchSize: 4', 'seed: x', 'seed 1'], SETTINGS)).toEqual({
    fixed: { globalBatchSize: 32, deviceBatchSize: 4 },
    faults: [
      { line: 3, fault: expect.stringMatching(/^“seed” does not take “x”/) },
      { line: 4, fault: 'it has no colon between name and value' },
    ],
  });
});
