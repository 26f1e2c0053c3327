import { describe, expect, it } from 'vitest';
import { type FindSetupOptions, type FoundSetup, findSetup } from './find-setup.ts';
import type { PoolRequest } from './host-pool.ts';
import type { HostSetup } from './host-setup.ts';
import { createSetupMeter } from './setup-meter.ts';

const GB = 1024 ** 3;
const request = (image: string): PoolRequest => ({
  image,
  imagePath: `/${image}`,
  prompt: '',
  sampling: { maxTokens: 100, temperature: 0 },
  seed: 0,
});

interface Machine {
  /** Time of one batch in one host, milliseconds. */
  readonly batchMs: (setup: HostSetup) => number;
  /** What a model computes; alone and together the same where nothing is said. */
  readonly computes?: (setup: HostSetup, together: boolean) => string;
  readonly cores?: number;
}

/** A machine on which time passes only by its captions, and a pool that answers as long as somebody asks. */
async function trialOn(
  { batchMs, computes = () => 'x', cores = 2 }: Machine,
  options: Partial<FindSetupOptions> = {},
  replies = 400,
) {
  let time = 0;
  let setup: HostSetup = { hosts: cores, threads: 1, batchSize: 1 };
  const tried: string[] = [];
  const found: FoundSetup[] = [];
  const meter = createSetupMeter(() => time);
  let next = Promise.withResolvers<void>();
  let over = false;
  const trial = findSetup({
    pool: {
      get setup() {
        return setup;
      },
      adopt(other) {
        setup = other;
        const name = `${other.hosts}×${other.threads}/${other.batchSize}`;
        if (tried.at(-1) !== name) tried.push(name);
      },
      settled: true,
      fingerprint: async (requests, together) => {
        time += batchMs({ ...setup, batchSize: 1 });
        return requests.map(
          ({ image, sampling }) => `${image} ${sampling.maxTokens} ${computes(setup, together)}`,
        );
      },
    },
    meter,
    machine: { cores, memoryBytes: 8 * GB, freeBytes: 8 * GB },
    onGpu: false,
    wishes: {},
    known: undefined,
    samples: () => ['a', 'b', 'c', 'd', 'e'].map(request),
    nextReply: () => next.promise,
    onFound: (one) => found.push(one),
    now: () => time,
    ...options,
  }).then(() => {
    over = true;
  });
  for (let count = 0; count < replies && !over; count++) {
    await new Promise(setImmediate);
    const { batchSize, hosts } = setup;
    time += batchMs(setup) / batchSize / hosts;
    meter.replied({ latencyMs: batchMs(setup), batchSize });
    next.resolve();
    next = Promise.withResolvers();
  }
  if (over) await trial;
  return { setup, tried, last: found.at(-1), over };
}

describe('the trial of settings', () => {
  it('[CAP30] takes batches as long as each size is quicker, and the best way to share out the cores', async () => {
    const { setup, tried, last } = await trialOn({
      batchMs: ({ threads, batchSize }) => (100 + 30 * batchSize) / (threads === 1 ? 1 : 1.2),
    });
    expect(tried).toEqual(['2×1/1', '2×1/4', '2×1/8', '1×2/8', '2×1/8']);
    expect(setup).toEqual({ hosts: 2, threads: 1, batchSize: 8 });
    expect(last).toMatchObject({ setup, exactBatches: true, complete: true });
    expect(last?.imagesPerSecond).toBeCloseTo((2 * 8 * 1000) / 340, 0);
  });

  it('[CAP30] takes one process with all threads where that is quicker', async () => {
    const { setup } = await trialOn({
      batchMs: ({ threads, batchSize }) => (100 * batchSize) / (threads === 1 ? 1 : 3),
    });
    expect(setup).toEqual({ hosts: 1, threads: 2, batchSize: 1 });
  });

  it('[CAP31] [RUN9] keeps to one picture at a time where batches compute anything else', async () => {
    const { setup, tried, last } = await trialOn({
      batchMs: () => 100,
      computes: (_setup, together) => (together ? 'y' : 'x'),
    });
    expect([setup.batchSize, last?.exactBatches, tried.some((name) => name.endsWith('/4'))]).toEqual([
      1,
      false,
      false,
    ]);
  });

  it('[CAP31] [RUN9] leaves out a number of threads with which anything else is computed, however quick', async () => {
    const { setup, last } = await trialOn({
      batchMs: ({ threads, batchSize }) => (100 * batchSize) / (threads === 1 ? 1 : 10),
      computes: ({ threads }) => `${threads}`,
    });
    expect([setup, last?.complete]).toEqual([{ hosts: 2, threads: 1, batchSize: 1 }, true]);
  });

  it('[CAP30] ends in time: a slow model is not tried with more than it starts with', async () => {
    const { tried, last } = await trialOn({ batchMs: ({ batchSize }) => 4000 * batchSize });
    expect([tried, last?.complete, last?.exactBatches]).toEqual([['2×1/1'], true, undefined]);
  });

  it('[CAP31] a size that a person wishes is taken when it is exact, and not otherwise', async () => {
    const wishes = { batchSize: 3 };
    const machine = { batchMs: () => 100 };
    expect((await trialOn(machine, { wishes })).setup.batchSize).toBe(3);
    const inexact = { ...machine, computes: (_: HostSetup, together: boolean) => `${together}` };
    expect((await trialOn(inexact, { wishes })).setup.batchSize).toBe(1);
  });

  it('[CAP30] nothing is tried on a GPU but batches, and nothing at all when a person has fixed everything', async () => {
    const machine = { batchMs: ({ batchSize }: HostSetup) => 100 + batchSize };
    expect((await trialOn(machine, { onGpu: true })).tried).toEqual(['2×1/1', '2×1/4', '2×1/8']);
    const wishes = { hosts: 2, threads: 1, batchSize: 1 };
    expect((await trialOn(machine, { wishes })).tried).toEqual(['2×1/1']);
  });

  it('[CAP30] goes on where an earlier run has ended', async () => {
    const setup = { hosts: 2, threads: 1, batchSize: 4 };
    const known = { setup, exactBatches: true, imagesPerSecond: 50, complete: false };
    const { tried, last } = await trialOn({ batchMs: () => 100 }, { known });
    expect([tried, last]).toEqual([['2×1/4', '1×2/4', '2×1/4'], { ...known, complete: true }]);
  });

  it('[CAP30] a later run tries the batches that an earlier one had no time for', async () => {
    const setup = { hosts: 2, threads: 1, batchSize: 1 };
    const known = { setup, exactBatches: true, imagesPerSecond: 20, complete: false };
    const { last } = await trialOn({ batchMs: ({ threads }) => 100 * threads }, { known });
    expect(last).toMatchObject({ setup: { ...setup, batchSize: 8 }, complete: true });
  });

  it('[CAP30] a short run leaves what it has found', async () => {
    const { last, over } = await trialOn({ batchMs: ({ batchSize }) => 100 * batchSize }, {}, 40);
    expect([over, last?.complete, last?.exactBatches]).toEqual([false, false, true]);
  });
});

describe('the measurement', () => {
  it('counts full batches only, so that a lack of work does not matter', async () => {
    let time = 0;
    const meter = createSetupMeter(() => time);
    const measured = meter.measure({ hosts: 2, threads: 1, batchSize: 2 });
    for (let count = 0; count < 40; count++) {
      time += 100;
      meter.replied({ latencyMs: 500, batchSize: 1 });
      meter.replied({ latencyMs: 400, batchSize: 2 });
    }
    expect(await measured).toBeCloseTo((2 * 2 * 1000) / 400);
  });
});
