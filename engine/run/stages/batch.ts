import type { BatchItem, NodeTypeOf } from '../../../core/define-node.ts';
import { type CodedError, toCodedError, UnexpectedError } from '../../../core/errors.ts';
import type { FacetName } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { OpenCaptioner } from '../../captioners/captioner-service.ts';
import type { Arrival } from '../inbox.ts';
import { nodeSeedOf, sampleSeedOf } from '../key.ts';
import { openCaptioner, pauseRun } from '../open-captioner.ts';
import { type Stage, viewOf } from '../stage.ts';
import { AwaitedModels } from './awaited-models.ts';
import { BatchResults } from './batch-results.ts';
import { readsOf } from './each.ts';
import { FailureStreak, type HeldFailure } from './failure-streak.ts';
import type { Work } from './work.ts';

/** So many samples' keys are looked up at once. */
const LOOK_UP = 256;

/** Asks a captioner for what is not known yet; many calls under way at once, outcomes in any order [RUN4] [RUN6]. */
export async function runBatch(stage: Stage, type: NodeTypeOf<'batch'>): Promise<void> {
  const arrivals = new AwaitedModels(stage, type);
  const captioner = await openCaptioner(stage, type, await arrivals.models());
  if (stage.meter.state === 'waiting') stage.begin();
  stage.meter.note = () => captioner.note;
  stage.meter.detail = () => captioner.detail;
  const worker = new BatchWorker(stage, type, captioner, (most) => arrivals.take(most));
  const { control } = stage.scope;
  stage.nudge = () => {
    if (control.state === 'running') captioner.nudge?.(worker.more);
  };
  try {
    stage.store.noteModel(stage.scope.start.id, stage.id, captioner);
    await worker.run();
  } finally {
    // Replies that are on their way are paid for: they are stored before the captioner goes and the stage ends [RUN8].
    await worker.ended();
    stage.meter.note = undefined;
    stage.meter.detail = undefined;
    stage.nudge = () => undefined;
    await captioner.close();
  }
}

class BatchWorker {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'batch'>;
  readonly #captioner: OpenCaptioner;
  readonly #reads: readonly FacetName[];
  readonly #results: BatchResults;
  readonly #seed: number;
  readonly #take: (most: number) => Promise<readonly Arrival[] | undefined>;
  readonly #streak = new FailureStreak();
  readonly #calls = new Set<Promise<void>>();
  #failure: { readonly thrown: unknown } | undefined;
  #roomMade: () => void = () => undefined;
  /** Whether samples may still come in. */
  more = true;

  constructor(
    stage: Stage,
    type: NodeTypeOf<'batch'>,
    captioner: OpenCaptioner,
    take: (most: number) => Promise<readonly Arrival[] | undefined>,
  ) {
    this.#take = take;
    this.#stage = stage;
    this.#type = type;
    this.#captioner = captioner;
    this.#reads = readsOf(type, stage.planned.params);
    this.#results = new BatchResults(stage, type, this.#reads, captioner.identity);
    this.#seed = nodeSeedOf(stage.planned);
  }

  async run(): Promise<void> {
    const { scope } = this.#stage;
    for (
      let arrivals = await this.#take(LOOK_UP);
      arrivals !== undefined;
      arrivals = await this.#take(LOOK_UP)
    ) {
      await scope.control.gate();
      const { known, unknown } = this.#results.lookUp(arrivals.map(({ sample }) => sample));
      if (known.length > 0) await this.#stage.settle(known);
      while (unknown.length > 0) await this.#dispatch(unknown.splice(0, this.#captioner.batchSize));
    }
    this.more = false;
    await this.ended();
    this.#throwFailure();
    await this.#settleFailures(this.#streak.end());
  }

  /** Resolves when no call is under way. */
  async ended(): Promise<void> {
    await Promise.all(this.#calls);
  }

  /** Starts one call when there is room for it. */
  async #dispatch(works: readonly Work[]): Promise<void> {
    while (this.#calls.size >= this.#room())
      await new Promise<void>((resolve) => {
        this.#roomMade = resolve;
      });
    await this.#stage.scope.control.gate();
    this.#throwFailure();
    const call = this.#call(works)
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
      })
      .finally(() => {
        this.#calls.delete(call);
        this.#roomMade();
      });
    this.#calls.add(call);
  }

  /** How many calls may be under way now; asked each time, because an endpoint's limit moves. */
  #room(): number {
    const wanted = this.#type.concurrency?.(this.#stage.planned.params) ?? Number.POSITIVE_INFINITY;
    return Math.max(1, Math.min(this.#captioner.concurrency, wanted));
  }

  async #call(works: readonly Work[]): Promise<void> {
    const { scope, meter } = this.#stage;
    let open = works;
    while (open.length > 0 && this.#failure === undefined) {
      await scope.control.gate();
      meter.setState('running');
      const { resumed } = scope.control;
      const asked = open.slice(0, this.#captioner.batchSize);
      const outcomes = await this.#ask(asked);
      const again: Work[] = [];
      for (const [index, work] of asked.entries()) {
        const outcome =
          outcomes[index] ?? new UnexpectedError('UNEXPECTED', 'The node gave no outcome for a sample.');
        // What a stop has cut off is neither a failure nor a result; a reply that came in spite of it is paid for and kept.
        if (outcome instanceof Error) scope.control.signal.throwIfAborted();
        if (outcome instanceof Error) again.push(...(await this.#fail(work, toCodedError(outcome), resumed)));
        else {
          await this.#stage.settle(this.#results.learn(work, outcome));
          await this.#settleFailures(this.#streak.well());
        }
      }
      open = [...open.slice(asked.length), ...again];
    }
  }

  async #ask(works: readonly Work[]): Promise<readonly (Verdict | Error)[]> {
    const { scope, planned, id } = this.#stage;
    const items = works.map(
      ({ sample, variation, key }): BatchItem<FacetName, FacetName> => ({
        key,
        sample: viewOf(sample, this.#reads),
        seed: sampleSeedOf(this.#seed, sample.id, variation),
      }),
    );
    try {
      return await this.#type.run(items, planned.params, {
        signal: scope.control.signal,
        captioner: this.#captioner,
        log: (level, message) => scope.dependencies.log(level, id, message),
      });
    } catch (thrown) {
      const error = toCodedError(thrown);
      return works.map(() => error);
    }
  }

  /** Settles a failure, holds it back, or pauses the run; gives what has to be asked again after that [RUN6]. */
  async #fail(work: Work, error: CodedError, resumed: number): Promise<readonly Work[]> {
    if (error.scope === 'run') {
      this.#pause(error, resumed);
      return [work];
    }
    const verdict = this.#streak.failed(work, error, resumed);
    // Known from now on, whatever becomes of the run: a reply that is none may have been paid for.
    this.#results.remember(work, error);
    switch (verdict.kind) {
      case 'again':
        return [work];
      case 'pause':
        this.#pause(verdict.reason, resumed);
        return verdict.works;
      case 'settle':
        await this.#settleFailures(verdict.failures);
        return [];
      case 'held':
        return [];
    }
  }

  async #settleFailures(failures: readonly HeldFailure[]): Promise<void> {
    for (const { work, error } of failures) await this.#stage.settle(this.#results.learn(work, error));
  }

  /** What was on its way while a person repaired the cause says nothing about the present. */
  #pause(error: CodedError, resumed: number): void {
    if (this.#stage.scope.control.resumed === resumed) pauseRun(this.#stage, error);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.thrown;
  }
}
