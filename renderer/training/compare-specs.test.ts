import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { differingSettings, specDifferences, specValues } from './compare-specs.ts';

const spec: JsonObject = {
  version: 1,
  recipe: 'pre-train',
  output: '/jobs/1',
  tuned: { vision_unfrozen_from: 12, projector: true },
  optimizer: { learning_rate: 2e-5, global_batch_size: 256 },
  evaluation: { pinned: [{ hash: 'a' }], max_new_tokens: 512 },
};

describe('specDifferences()', () => {
  it('[SCREEN2] names each setting that differs, and what only one has', () => {
    const other = {
      ...spec,
      output: '/jobs/2',
      tuned: { vision_unfrozen_from: null, projector: true },
      optimizer: { learning_rate: 2e-5, global_batch_size: 256, max_steps: 100 },
      evaluation: { pinned: [], max_new_tokens: 512 },
    };
    expect(specDifferences(spec, other)).toEqual([
      { name: 'tuned.vision_unfrozen_from', one: 12, other: null },
      { name: 'optimizer.max_steps', one: undefined, other: 100 },
    ]);
  });

  it('[SCREEN2] jobs that differ in places only have no difference', () => {
    const at = (output: string) => ({ ...spec, output, data: { train: `${output}/train.jsonl` } });
    expect(specDifferences(at('/jobs/1'), at('/jobs/2'))).toEqual([]);
  });

  it('[SCREEN2] a spec does not differ from itself, and the differences of two are those of the other way round', () => {
    const object = fc.object({
      maxDepth: 2,
      values: [fc.integer(), fc.constant(null), fc.boolean()],
    }) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(specDifferences(one, one)).toEqual([]);
        const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();
        expect(names(specDifferences(one, other))).toEqual(names(specDifferences(other, one)));
      }),
    );
  });
});

it('[SCREEN2] settings are named by their path, in the order of the spec', () => {
  expect(specValues(spec).map(({ name }) => name)).toEqual([
    'recipe',
    'tuned.vision_unfrozen_from',
    'tuned.projector',
    'optimizer.learning_rate',
    'optimizer.global_batch_size',
    'evaluation.max_new_tokens',
  ]);
});

it('[SCREEN2] of several jobs the settings stand in the table that are not the same in all', () => {
  const of = (from: number | null, seed: number) => ({
    ...spec,
    tuned: { vision_unfrozen_from: from, projector: true },
    seed,
  });
  expect(differingSettings([of(0, 1), of(12, 1), of(null, 1)])).toEqual([
    { name: 'tuned.vision_unfrozen_from', values: [0, 12, null] },
  ]);
  expect(differingSettings([of(0, 1), spec])).toEqual([
    { name: 'tuned.vision_unfrozen_from', values: [0, 12] },
    { name: 'seed', values: [1, undefined] },
  ]);
  expect(differingSettings([spec, spec, spec])).toEqual([]);
});
