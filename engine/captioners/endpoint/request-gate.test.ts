import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationalError } from '../../../core/errors.ts';
import type { Failure } from './classify-failure.ts';
import { createRequestGate } from './request-gate.ts';
import { retryDelay } from './retry-delay.ts';
import { fakeTiming } from './testing-captioner.ts';

const limits = { initial: 3, most: 8 };
const never: AbortSignal = new AbortController().signal;

/** Lets everything that can go on do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the gate of requests', () => {
  it('[CAP13] never holds more than its limit, and lets everybody through in the order they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.constantFrom('reply', 'congested', 'leave'), { maxLength: 40 }),
        async (count, steps) => {
          const timing = fakeTiming();
          const gate = createRequestGate(limits, timing);
          const entered: number[] = [];
          for (let index = 0; index < count; index++) void gate.enter(never).then(() => entered.push(index));
          let left = 0;
          await settle();
          for (const step of steps) {
            const before = entered.length - left;
            if (step === 'reply') gate.report({ kind: 'reply', latencyMs: 10 });
            if (step === 'congested') gate.report({ kind: 'congested', reason: '429' });
            if (step === 'leave' && before > 0) {
              left += 1;
              gate.leave();
            }
            await settle();
            const inside = entered.length - left;
            // A lowered limit turns nobody out, but lets nobody in either.
            expect(inside).toBeLessThanOrEqual(Math.max(before, gate.state.limit));
          }
          for (; left < count; left++) {
            gate.leave();
            await settle();
          }
          expect(entered).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[CAP12] lets nobody in while it is held', async () => {
    const timing = fakeTiming();
    const gate = createRequestGate(limits, timing);
    gate.hold(4000);
    const before = timing.now();
    await gate.enter(never);
    expect(timing.now() - before).toBe(4000);
  });

  it('[RUN8] gives the place of one that gave up to the next', async () => {
    const gate = createRequestGate({ initial: 1, most: 1 }, fakeTiming());
    await gate.enter(never);
    const abort = new AbortController();
    const second = gate.enter(abort.signal).then(
      () => 'in',
      () => 'gave up',
    );
    const third = gate.enter(never).then(() => 'in');
    abort.abort();
    gate.leave();
    expect([await second, await third]).toEqual(['gave up', 'in']);
  });
});

describe('the wait before another attempt', () => {
  const failure = (retry: Failure['retry'], waitMs?: number): Failure => ({
    error: new OperationalError('ENDPOINT_SERVER', 'Busy.'),
    retry,
    billed: 'never',
    congested: false,
    ...(waitMs !== undefined && { waitMs }),
  });
  const policy = { attempts: 5, quickAttempts: 3 };

  it('[CAP12] is between 0.25 and 30 seconds, never less than was asked for, and ends with the attempts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 200_000 }), { nil: undefined }),
        (attempt, random, asked) => {
          const delay = retryDelay(failure('patiently', asked), attempt, policy, random);
          if (attempt >= policy.attempts || (asked ?? 0) > 120_000) return delay === undefined;
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
