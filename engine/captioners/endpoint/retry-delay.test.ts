import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationalError } from '../../../core/errors.ts';
import type { Failure } from './classify-failure.ts';
import { retryDelay } from './retry-delay.ts';

describe('the wait before another attempt', () => {
  const failure = (retry: Failure['retry'], waitMs?: number, pressure?: Failure['pressure']): Failure => ({
    error: new OperationalError('ENDPOINT_SERVER', 'Busy.'),
    retry,
    billed: 'never',
    fault: 'address',
    ...(pressure !== undefined && { pressure }),
    ...(waitMs !== undefined && { waitMs }),
  });
  const policy = { attempts: 5, quickAttempts: 3, refusedAttempts: 10 };

  it('[CAP12] is between 0.25 and 30 seconds, never less than was asked for, and ends with the attempts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 200_000 }), { nil: undefined }),
        fc.constantFrom(undefined, 'refused' as const),
        (attempt, random, asked, pressure) => {
          const delay = retryDelay(failure('patiently', asked, pressure), attempt, policy, random);
          if (attempt >= (pressure ? 10 : 5) || (asked ?? 0) > 120_000) return delay === undefined;
          return (
            delay !== undefined &&
            delay >= Math.max(250, asked ?? 0) &&
            delay <= Math.max(30_000, (asked ?? 0) * 1.1)
          );
        },
      ),
    );
  });

  it('[CAP12] is none for what will not pass', () => {
    expect(retryDelay(failure('no'), 1, policy, 0.5)).toBeUndefined();
    expect([1, 2, 3].map((attempt) => retryDelay(failure('quickly'), attempt, policy, 0.5))).toEqual([
      200,
      400,
      undefined,
    ]);
  });
});
