import fc from 'fast-check';
import { expect, it } from 'vitest';
import { steadyClock } from './steady-clock.ts';

it('[RUN13] never runs backwards, follows a clock that is set forward, and goes on while it is set back', () => {
  const step = fc.record({ elapsed: fc.nat(10_000), jump: fc.integer({ min: -1e9, max: 1e9 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let wall = 1e12;
      let monotonic = 0;
      const now = steadyClock(
        () => wall,
        () => monotonic,
      );
      let last = now();
      for (const { elapsed, jump } of steps) {
        monotonic += elapsed;
        wall += elapsed + jump;
        const next = now();
        expect(next - last).toBe(elapsed + jump < 0 ? elapsed : elapsed + jump);
        last = next;
      }
    }),
  );
});
