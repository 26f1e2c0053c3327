import type { HostPool, PoolRequest } from './host-pool.ts';
import { type HostSetup, type Machine, otherSetups, type SetupWishes } from './host-setup.ts';
import type { SetupMeter } from './setup-meter.ts';

/** What was found out about a model on this machine. */
export interface FoundSetup {
  readonly setup: HostSetup;
  /** Batches compute for each picture what it gets alone, to the bit; undefined until that was compared. */
  readonly exactBatches?: boolean | undefined;
  /** Images a second, while it was tried. */
  readonly imagesPerSecond: number;
  /** All ways were tried; else a later run tries the rest. */
  readonly complete: boolean;
}

export interface FindSetupOptions {
  readonly pool: Pick<HostPool, 'setup' | 'adopt' | 'settled' | 'fingerprint'>;
  readonly meter: SetupMeter;
  readonly machine: Machine;
  /** The model runs on a GPU, which one process has to itself. */
  readonly onGpu: boolean;
  readonly wishes: SetupWishes;
  /** What an earlier run has found. */
  readonly known: FoundSetup | undefined;
  /** Requests of the run, to compare what is computed for them; the same ones each time. */
  readonly samples: () => readonly PoolRequest[];
  /** Resolves at the next reply; stays pending when none comes any more. */
  readonly nextReply: () => Promise<void>;
  readonly onFound: (found: FoundSetup) => void;
  readonly now?: () => number;
}

/** Sizes of batches that are tried, in this order, as long as each is quicker than the one before. */
const BATCH_SIZES = [4, 8];
/** Runs of so few pictures are over before another way to share out the cores would pay. */
const REPLIES_BEFORE_OTHERS = 64;
/** What the trial may cost: comparisons, loading, and ways to share out the cores that may turn out slower. */
const BUDGET_MS = 10_000;
/** Batches a host that one measurement takes, those included that are under way when it begins. */
const BATCHES_PER_TRY = 4;
/** What is not better by this factor is not worth a change. */
const BETTER = 1.05;
/** Steps that are compared: the first one reads picture and prompt, the others are all of one kind. */
const COMPARED_TOKENS = 24;
/** As many as the smallest batch. */
const COMPARED_PICTURES = 4;

/**
 * Tries setups on the run's own pictures and leaves the quickest in place. What the hosts write meanwhile is what they would write anyway: a
 * setup under which the model computes anything else, to the bit, is not taken. Ends early, with what is known by then, when time is up.
 */
export async function findSetup(options: FindSetupOptions): Promise<void> {
  const trial = new Trial(options);
  await trial.measureBare();
  await trial.tryBatches();
  await trial.tryOthers();
}

class Trial {
  readonly #options: FindSetupOptions;
  readonly #now: () => number;
  #best: FoundSetup;
  /** Of the budget. */
  #spentMs = 0;

  constructor(options: FindSetupOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#best = options.known ?? {
      setup: { ...options.pool.setup, batchSize: 1 },
      imagesPerSecond: 0,
      complete: false,
    };
  }

  /** How quick one picture at a time is, with the setup that stands. */
  async measureBare(): Promise<void> {
    if (this.#best.imagesPerSecond > 0) return;
    this.#take({ ...this.#best, imagesPerSecond: await this.#rateOf(this.#best.setup) });
  }

  /** Larger batches, where they are exact. */
  async tryBatches(): Promise<void> {
    const { complete, exactBatches: compared, setup: bare } = this.#best;
    if (complete || compared === false || bare.batchSize > 1) return;
    const { batchSize: wish } = this.#options.wishes;
    const sizes = wish === undefined ? BATCH_SIZES : [wish].filter((size) => size > 1);
    // A size that a person has chosen is compared whatever it takes.
    if (sizes.length === 0 || (wish === undefined && !this.#hasTimeFor(bare.hosts * COMPARED_PICTURES * 2)))
      return;
    const exactBatches = compared ?? (await this.#isExact());
    if (exactBatches === undefined) return;
    this.#take({ ...this.#best, exactBatches });
    if (!exactBatches) return;
    for (const batchSize of sizes) {
      const setup = { ...bare, batchSize };
      if (wish !== undefined) return this.#take({ ...this.#best, setup });
      // No time is lost with it: what is written meanwhile is written in any case.
      if (!(await this.#isBetter(setup))) return;
    }
  }

  /** Other numbers of processes and threads, with the batches that were found best. */
  async tryOthers(): Promise<void> {
    const { meter, machine, wishes, pool, nextReply, onGpu } = this.#options;
    const { setup } = this.#best;
    if (this.#best.complete) return;
    const others = onGpu ? [] : otherSetups(machine, setup, wishes);
    pool.adopt(setup);
    while (others.length > 0 && meter.replies < REPLIES_BEFORE_OTHERS) await nextReply();
    const before = others.length > 0 ? await this.#digests(false) : [];
    for (const other of others) {
      if (before.length === 0 || !this.#hasTimeFor(other.hosts * other.batchSize * BATCHES_PER_TRY)) continue;
      await this.#timed(() => {
        pool.adopt(other);
        return this.#settled();
      });
      if (areSame(before, await this.#digests(false))) await this.#timed(() => this.#isBetter(other));
    }
    pool.adopt(this.#best.setup);
    this.#take({ ...this.#best, complete: true });
  }

  /** Measures it, and takes it when it is better than the best so far. */
  async #isBetter(setup: HostSetup): Promise<boolean> {
    const imagesPerSecond = await this.#rateOf(setup);
    const better = imagesPerSecond >= this.#best.imagesPerSecond * BETTER;
    if (better) this.#take({ ...this.#best, setup, imagesPerSecond });
    else this.#options.pool.adopt(this.#best.setup);
    return better;
  }

  #take(found: FoundSetup): void {
    this.#best = found;
    this.#options.pool.adopt(found.setup);
    this.#options.onFound(found);
  }

  async #rateOf(setup: HostSetup): Promise<number> {
    this.#options.pool.adopt(setup);
    await this.#settled();
    return this.#options.meter.measure(setup);
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const began = this.#now();
    const result = await work();
    this.#spentMs += this.#now() - began;
    return result;
  }

  async #settled(): Promise<void> {
    while (!this.#options.pool.settled) await this.#options.nextReply();
  }

  /** Undefined when it could not be compared. */
  async #isExact(): Promise<boolean | undefined> {
    const alone = await this.#digests(false);
    if (alone.length < 2) return undefined;
    return areSame(alone, await this.#digests(true));
  }

  #digests(together: boolean): Promise<readonly string[]> {
    const requests = this.#options
      .samples()
      .slice(0, COMPARED_PICTURES)
      .map((request) => {
        const maxTokens = Math.min(request.sampling.maxTokens, COMPARED_TOKENS);
        return { ...request, sampling: { ...request.sampling, maxTokens } };
      });
    return this.#timed(() => this.#options.pool.fingerprint(requests, together));
  }

  /** Whether so many pictures are likely to be done within what is left of the budget. */
  #hasTimeFor(images: number): boolean {
    const expectedMs = (images / Math.max(this.#best.imagesPerSecond, 1e-6)) * 1000;
    return this.#spentMs + expectedMs < BUDGET_MS;
  }
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((digest, index) => digest === other[index]);
}
