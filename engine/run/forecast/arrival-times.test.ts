import { expect, it } from 'vitest';
import { seededRandom } from '../testing/random-spender.ts';
import { ArrivalTimes } from './arrival-times.ts';

it('[RUN12] the pace is the one after the ramp, and its range has the truth in it', () => {
  let covered = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seededRandom(seed);
    const times = new ArrivalTimes();
    let at = 1000;
    for (let i = 0; i < 60; i += 1) {
      // Half a second each at first, then a tenth on average.
      at += i < 10 ? 500 : -100 * Math.log(1 - random());
      times.add(at);
    }
    const { low = Number.NaN, high = Number.NaN } = times.secondsEach() ?? { value: 0 };
    if (low <= 0.1 && 0.1 <= high) covered += 1;
  }
  expect(covered / 200).toBeGreaterThanOrEqual(0.9);
});

it('[RUN12] says nothing of a moment, little of a few, and remembers no more than it needs', () => {
  const none = new ArrivalTimes();
  expect(none.secondsEach()).toBeUndefined();
  none.add(5);
  none.add(5);
  expect(none.secondsEach()).toBeUndefined();
  const few = new ArrivalTimes();
  for (const at of [0, 100, 200, 300, 400]) few.add(at);
  expect(few.secondsEach()).toEqual({ value: expect.closeTo(0.1) });
  const many = new ArrivalTimes();
  for (let i = 0; i < 100_000; i += 1) many.add(i * 20);
  expect(many.count).toBe(100_000);
  expect(many.secondsEach()?.value).toBeCloseTo(0.02, 5);
});
