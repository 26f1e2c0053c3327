import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { SampleFacets } from '../../core/sample.ts';
import { captionOf, facetsOf } from '../node-double.ts';
import { agreement } from './agreement.ts';
import { compareCaptions } from './compare-captions.ts';
import { comparisonIn } from './comparison.ts';

const CONTEXT = { seed: 0, signal: new AbortController().signal, log: () => undefined };

function sample(text: string, model: string): SampleFacets {
  return facetsOf('a.jpg', { caption: captionOf(text, { model }) });
}

function compare(one: string, other: string, params: JsonObject = {}) {
  const samples = { first: [sample(one, 'One')], second: [sample(other, 'Other')] };
  return compareCaptions.run(samples, compareCaptions.params.parse(params), CONTEXT);
}

describe('[NODE14] agreement of two captions', () => {
  it.each([
    ['A red kite above a green field.', 'a RED kite, above the green field', 1],
    ['A red kite.', 'The blue sea.', 0],
    ['A dog on a beach.', 'A dog in a park.', 0.5],
    ['The a of', 'It is on the', 1],
    ['', '', 1],
    ['', 'A dog.', 0],
    ['一只狗', '一只猫', 2 / 3],
  ])('%j and %j: %f', (one, other, share) => {
    expect(agreement(one, other)).toBeCloseTo(share, 10);
  });

  it('is between 0 and 1, the same both ways, and 1 with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const share = agreement(one, other);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(agreement(other, one)).toBe(share);
        expect(agreement(one, one)).toBe(1);
      }),
    );
  });
});

describe('[NODE14] compared captions', () => {
  it('travel together, with their authors and lengths', () => {
    const verdict = compare('A dog on a beach.', 'A dog in the park.');
    expect(verdict.kind).toBe('kept');
    expect(comparisonIn(verdict.patch.metadata ?? {})).toEqual({
      agreement: 0.5,
      first: { model: 'One', text: 'A dog on a beach.', words: 5, characters: 17 },
      second: { model: 'Other', text: 'A dog in the park.', words: 5, characters: 18 },
    });
  });

  it.each([
    ['first', 'first'],
    ['second', 'second'],
    ['longer', 'second'],
    ['shorter', 'first'],
  ])('%s: the %s goes on', (goesOn, carrier) => {
    expect(compare('A dog.', 'A dog in a park.', { goesOn }).carrier).toBe(carrier);
  });

  it('of two equally long ones the first goes on', () => {
    for (const goesOn of ['longer', 'shorter'])
      expect(compare('A dog.', 'A cat.', { goesOn }).carrier).toBe('first');
  });

  it('are rejected where they agree too little', () => {
    expect(compare('A dog on a beach.', 'A cat in a tree.', { minimum: 0.3 })).toMatchObject({
      kind: 'rejected',
      reason: 'little agreement',
      detail: '0% of their words',
    });
    expect(compare('A dog on a beach.', 'A dog in a tree.', { minimum: 0.3 }).kind).toBe('kept');
  });
});

it('a stranger’s metadata of the same name are no comparison', () => {
  for (const comparison of [undefined, null, 'x', {}, { agreement: 1, first: {}, second: {} }])
    expect(comparisonIn({ comparison } as JsonObject)).toBeUndefined();
});
