import { describe, expect, it } from 'vitest';
import type { NodeImpact } from '../../../core/change-impact.ts';
import { sumImpact } from '../../../core/change-impact.ts';
import type { RunId } from '../../../core/ids.ts';
import { impactText } from './present-impact.ts';

const node = (of: Partial<NodeImpact>): NodeImpact => ({
  node: 'a',
  asks: false,
  samples: 2148,
  known: 0,
  ...of,
});
const text = (...nodes: readonly NodeImpact[]) =>
  impactText(sumImpact({ run: 1 as RunId, params: ['x'], nodes }));

describe('[FORM8] impactText()', () => {
  it.each([
    ['nothing', [], undefined],
    ['a filter', [node({})], 'Runs again for 2,148 samples'],
    [
      'a captioner',
      [node({}), node({ asks: true, costUsd: 18.4 })],
      'Runs again for 2,148 samples, about $18.40',
    ],
    [
      'a local model',
      [node({ asks: true, costUsd: 0, seconds: 2040 })],
      'Runs again for 2,148 samples, about 34 min',
    ],
    ['a free endpoint', [node({ asks: true, costUsd: 0 })], 'Runs again for 2,148 samples, free'],
    ['an unknown price', [node({ asks: true })], 'Runs again for 2,148 samples, cost not known'],
    [
      'what is known',
      [node({ asks: true, samples: 0, known: 2148, costUsd: 0 })],
      'All known already, $0.00',
    ],
    [
      'what is known in part',
      [node({ asks: true, samples: 148, known: 2000, costUsd: 1.2 })],
      'Runs again for 148 of 2,148 samples, about $1.20',
    ],
    [
      'two captioners',
      [node({ asks: true, costUsd: 1 }), node({ asks: true, costUsd: 2 })],
      'Runs again for 4,296 samples in 2 captioners, about $3.00',
    ],
    ['one sample', [node({ samples: 1 })], 'Runs again for 1 sample'],
    [
      'a filter before a captioner',
      [node({}), node({ asks: true, newcomers: true, samples: 212, costUsd: 1.8 })],
      'Runs again for 2,148 samples. Captioners may get up to 212 further ones, at most $1.80',
    ],
  ] as const)('of %s', (_, nodes, said) => {
    expect(text(...nodes)).toBe(said);
  });
});
