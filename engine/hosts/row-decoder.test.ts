import { Tensor } from '@huggingface/transformers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawToken, RowDecoder, type RowRequest } from './row-decoder.ts';

const END = 3;
const never = new AbortController().signal;
const row = (overrides: Partial<RowRequest> = {}): RowRequest => ({
  sampling: { maxTokens: 10, temperature: 0 },
  seed: 1,
  maxTokens: 10,
  signal: never,
  ...overrides,
});

/** One step: scores by row in, the token that is left certain in each row out. */
function step(decoder: RowDecoder, scores: readonly (readonly number[])[]): number[] {
  const width = scores[0]?.length ?? 0;
  const logits = new Tensor('float32', new Float32Array(scores.flat()), [scores.length, width]);
  const left = decoder._call([], logits);
  return scores.map((_, index) =>
    (left.data as Float32Array).subarray(index * width, (index + 1) * width).indexOf(0),
  );
}

describe('the rows of a batch', () => {
  it('[CAP7] take the likeliest token, the first of equal ones', () => {
    const decoder = new RowDecoder([row(), row()], [END]);
    expect(
      step(decoder, [
        [0, 5, 1, 2],
        [7, 7, 0, 1],
      ]),
    ).toEqual([1, 0]);
  });

  it('[CAP4] end each at its own end token or limit, and are held there', () => {
    const decoder = new RowDecoder([row({ maxTokens: 2 }), row()], [END]);
    const stopping = decoder.stopping();
    step(decoder, [
      [0, 9, 0, 0],
      [9, 0, 0, 0],
    ]);
    expect(stopping._call([], [])).toEqual([false, false]);
    step(decoder, [
      [0, 9, 0, 0],
      [0, 0, 0, 9],
    ]);
    expect(stopping._call([], [])).toEqual([true, true]);
    expect(
      step(decoder, [
        [0, 9, 0, 0],
        [9, 0, 0, 0],
      ]),
    ).toEqual([END, END]);
    expect(decoder.results).toEqual([
      { ids: [1, 1], ended: 'length' },
      { ids: [0], ended: 'stop' },
    ]);
  });

  it('[RUN8] end when they are cancelled, the others go on', () => {
    const abort = new AbortController();
    const decoder = new RowDecoder([row({ signal: abort.signal }), row()], [END]);
    abort.abort();
    expect(
      step(decoder, [
        [0, 9, 0, 0],
        [9, 0, 0, 0],
      ]),
    ).toEqual([END, 0]);
    expect(decoder.results.map(({ ended }) => ended)).toEqual(['cancelled', 'length']);
    expect(decoder.stopping()._call([], [])).toEqual([true, false]);
  });

  it('[CAP7] [RUN9] draw by their own seeds, whatever stands beside them', () => {
    const scores = fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 8, maxLength: 8 });
    const steps = fc.array(scores, { minLength: 1, maxLength: 12 });
    const others = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 4 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2 ** 31 - 1 }), others, (given, seed, seeds) => {
        const sampling = { maxTokens: 12, temperature: 1, topP: 0.9 };
        const alone = new RowDecoder([row({ seed, sampling, maxTokens: 12 })], [7]);
        const rows = [seed, ...seeds].map((one) => row({ seed: one, sampling, maxTokens: 12 })).reverse();
        const beside = new RowDecoder(rows, [7], true);
        for (const one of given) {
          step(alone, [one]);
          step(
            beside,
            rows.map(() => one),
          );
        }
        expect(beside.results.at(-1)).toEqual(alone.results[0]);
      }),
    );
  });

  it('have digests of what was computed, which one other bit changes', () => {
    const digestsOf = (value: number) => {
      const decoder = new RowDecoder([row(), row()], [END], true);
      step(decoder, [
        [0, 9, value, 0],
        [9, 0, 0, 0],
      ]);
      return decoder.digests;
    };
    const [first, second] = digestsOf(1);
    expect(digestsOf(1)).toEqual([first, second]);
    expect(digestsOf(1 + 2 ** -20)).toEqual([expect.not.stringMatching(first ?? ''), second]);
  });
});

describe('drawing', () => {
  it('follows the probabilities of the softmax', () => {
    const scores = Float32Array.from([Math.log(1), Math.log(2), Math.log(5), Math.log(2)]);
    // Likeliest first, equal ones by number: 2 (0.5), 1 (0.2), 3 (0.2), 0 (0.1).
    const drawn = [0, 0.49, 0.51, 0.69, 0.71, 0.89, 0.91, 0.999].map((at) => drawToken(scores, 1, 1, at));
    expect(drawn).toEqual([2, 2, 1, 1, 3, 3, 0, 0]);
  });

  it('keeps as many as make up topP, one at least, and at most 50', () => {
    const scores = Float32Array.from([Math.log(1), Math.log(2), Math.log(5), Math.log(2)]);
    expect([0, 0.5, 0.99].map((at) => drawToken(scores, 1, 0.6, at))).toEqual([2, 2, 1]);
    expect(drawToken(scores, 1, 0, 0.99)).toBe(2);
    const many = Float32Array.from({ length: 500 }, (_, index) => -index / 1e6);
    expect(drawToken(many, 1, 1, 0.9999)).toBe(49);
  });

  it('always gives one of the tokens', () => {
    const any = fc.array(fc.float({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 80 });
    const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(any, fc.double({ min: 0.01, max: 5, noNaN: true }), part, part, (given, heat, topP, at) => {
        const token = drawToken(Float32Array.from(given), heat, topP, at);
        expect(Number.isInteger(token) && token >= 0 && token < given.length).toBe(true);
      }),
    );
  });
});
