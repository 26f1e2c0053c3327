import { describe, expect, it } from 'vitest';
import type { CaptionId } from './ids.ts';
import { summarize, type TriedCell } from './side-by-side.ts';

const done = (text: string, costUsd?: number, flagged = false): TriedCell => ({
  state: 'done',
  caption: {
    id: 1 as CaptionId,
    text,
    model: 'm',
    finishReason: 'stop',
    prompt: '',
    latencyMs: 1000,
    flags: flagged ? [{ reason: 'empty' }] : [],
    ...(costUsd !== undefined && { costUsd }),
  },
});

describe('summarize()', () => {
  it('says nothing of what is not known', () => {
    expect(summarize([])).toEqual({ captions: 0, failed: 0, flagged: 0 });
    expect(summarize([{ state: 'empty' }, { state: 'running' }])).toEqual({
      captions: 0,
      failed: 0,
      flagged: 0,
    });
  });

  it('counts characters as people do, and failures and flags apart', () => {
    const error = { code: 'ENDPOINT_TIMEOUT', message: 'm', attempts: 1 } as const;
    expect(summarize([done('🐈🐈'), done('abcd', undefined, true), { state: 'failed', error }])).toEqual({
      captions: 2,
      failed: 1,
      flagged: 1,
      meanLength: 3,
      meanMs: 1000,
    });
  });

  it('gives 1,000 images a price only where all have one, and an interval from three different ones on', () => {
    expect(summarize([done('a', 0.01), done('b')]).usdPerThousand).toBeUndefined();
    expect(summarize([done('a', 0.01), done('b', 0.03)]).usdPerThousand).toEqual({ value: 20 });
    expect(summarize([done('a', 0), done('b', 0), done('c', 0)]).usdPerThousand).toEqual({ value: 0 });
    // t(2) = 4.303, s = 0.01, n = 3: 4.303 × 0.01 / √3 = 0.02484
    const { value, low, high } = summarize([0.01, 0.02, 0.03].map((cost) => done('a', cost)))
      .usdPerThousand ?? {
      value: 0,
    };
    expect([value, low, high].map((one) => one?.toFixed(2))).toEqual(['20.00', '0.00', '44.84']);
  });
});
