import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.ts';

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

describe('slots', () => {
  it('let so many in at a time, in order', async () => {
    const slots = createSlots(2);
    const begun: number[] = [];
    const jobs = [0, 1, 2, 3].map((number) => {
      const job = held();
      const done = slots.run(() => {
        begun.push(number);
        return job.work();
      });
      return { ...job, done };
    });
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    jobs[1]?.end();
    await jobs[1]?.done;
    jobs[0]?.end();
    jobs[2]?.end();
    jobs[3]?.end();
    await Promise.all(jobs.map(({ done }) => done));
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('let urgent work in before the rest, each in order', async () => {
    const slots = createSlots(1);
    const job = held();
    const begun: string[] = [];
    const first = slots.run(job.work);
    const others = ['a', 'B', 'c', 'D'].map((name) =>
      slots.run(async () => begun.push(name), undefined, name === name.toUpperCase()),
    );
    job.end();
    await Promise.all([first, ...others]);
    expect(begun).toEqual(['B', 'D', 'a', 'c']);
  });

  it('give the place on when work fails', async () => {
    const slots = createSlots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(async () => 'yes')).toBe('yes');
  });

  it('who waits may give up; who has begun ends', async () => {
    const slots = createSlots(1);
    const first = held();
    const stop = new AbortController();
    const running = slots.run(first.work, stop.signal);
    const waiting = slots.run(async () => 'never', stop.signal);
    const patient = slots.run(async () => 'later');
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    first.end();
    await running;
    expect(await patient).toBe('later');
    await expect(slots.run(async () => 'x', AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
