import type { BatchItem, NodeTypeOf } from '../../../core/define-node.ts';
import {
  type CodedError,
  ERROR_CODES,
  OperationalError,
  toCodedError,
  toErrorRecord,
  UnexpectedError,
} from '../../../core/errors.ts';
import type { CaptionId } from '../../../core/ids.ts';
import type { FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { OpenCaptioner } from '../../captioners/captioner-service.ts';
import type { ResultKey, StoredVerdict } from '../../store/run-store.ts';
import { facetText, nodeSeedOf, resultKeyOf, sampleSeedOf, stageKeyOf } from '../key.ts';
import { createBudget } from '../run-budget.ts';
import { type Settlement, type Stage, viewOf, withPatch } from '../stage.ts';
import { readsOf } from './each.ts';

/** So many samples' keys are looked up at once. */
const LOOK_UP = 256;

interface Work {
  readonly sample: Sample;
  readonly key: ResultKey;
  readonly variation: number;
}

/** Asks a captioner for what is not known yet; many calls under way at once, outcomes in any order [RUN4] [RUN6]. */
export async function runBatch(stage: Stage, type: NodeTypeOf<'batch'>): Promise<void> {
  const captioner = await openCaptioner(stage, type);
  stage.meter.note = () => captioner.note;
  try {
    await new BatchWorker(stage, type, captioner).run();
  } finally {
    stage.meter.note = undefined;
    await captioner.close();
  }
}

/** Opens the node's captioner; what keeps it from opening would hit every sample, and pauses the run. */
async function openCaptioner(stage: Stage, type: NodeTypeOf<'batch'>): Promise<OpenCaptioner> {
  const { dependencies, control, capUsd, start } = stage.scope;
  const ref = type.captioner(stage.planned.params);
  if (!ref) throw new UnexpectedError('UNEXPECTED', 'A run was started without a captioner.');
  const budget = createBudget(dependencies.store, start.id, capUsd);
  for (;;) {
    await control.gate();
    try {
      return await dependencies.captioners.open(ref, budget, dependencies.images, control.signal);
    } catch (thrown) {
      control.signal.throwIfAborted();
      pauseRun(stage, toCodedError(thrown));
    }
  }
}

function pauseRun(stage: Stage, error: CodedError): void {
  stage.meter.setState('error', error);
  stage.scope.control.pause(error);
}

class BatchWorker {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'batch'>;
  readonly #captioner: OpenCaptioner;
  readonly #reads: readonly FacetName[];
  readonly #stageKey: ResultKey;
  readonly #seed: number;
  readonly #calls = new Set<Promise<void>>();
  /** Samples whose key is being worked on for another sample: equal images with equal prompts are paid for once. */
  readonly #twins = new Map<ResultKey, Work[]>();
  #failure: unknown;

  constructor(stage: Stage, type: NodeTypeOf<'batch'>, captioner: OpenCaptioner) {
    this.#stage = stage;
    this.#type = type;
    this.#captioner = captioner;
    this.#reads = readsOf(type, stage.planned.params);
    this.#stageKey = stageKeyOf(stage.planned, captioner.identity);
    this.#seed = nodeSeedOf(stage.planned);
  }

  async run(): Promise<void> {
    const { inbox, scope } = this.#stage;
    for (
      let arrivals = await inbox.take(LOOK_UP);
      arrivals !== undefined;
      arrivals = await inbox.take(LOOK_UP)
    ) {
      await scope.control.gate();
      const unknown = await this.#settleKnown(arrivals.map(({ sample }) => sample));
      while (unknown.length > 0) await this.#dispatch(unknown.splice(0, this.#captioner.batchSize));
    }
    await Promise.all(this.#calls);
    this.#throwFailure();
  }

  /** Settles what the store knows and returns the rest. */
  async #settleKnown(samples: readonly Sample[]): Promise<Work[]> {
    const { store, id, scope } = this.#stage;
    const variations = store.variations(
      id,
      samples.map((sample) => sample.id),
    );
    const works = samples.map((sample): Work => {
      const variation = variations.get(sample.id) ?? 0;
      return {
        sample,
        variation,
        key: resultKeyOf(this.#stageKey, facetText(this.#reads, sample.facets), variation),
      };
    });
    const stored = store.findResults(works.map((work) => work.key));
    const known: { work: Work; verdict: StoredVerdict }[] = [];
    const unknown: Work[] = [];
    for (const [index, work] of works.entries()) {
      const verdict = stored[index];
      const again = verdict?.kind === 'failed' && scope.retriesFailed(id);
      const twins = this.#twins.get(work.key);
      if (verdict && !again) known.push({ work, verdict });
      else if (twins) twins.push(work);
      else {
        this.#twins.set(work.key, []);
        unknown.push(work);
      }
    }
    if (known.length > 0)
      await this.#stage.settle(known.map(({ work, verdict }) => this.#settlement(work, verdict, true)));
    return unknown;
  }

  /** Starts one call when there is room for it. */
  async #dispatch(works: readonly Work[]): Promise<void> {
    const limit = () =>
      Math.max(
        1,
        Math.min(
          this.#captioner.concurrency,
          this.#type.concurrency?.(this.#stage.planned.params) ?? Number.POSITIVE_INFINITY,
        ),
      );
    while (this.#calls.size >= limit()) {
      await Promise.race(this.#calls);
      this.#throwFailure();
    }
    await this.#stage.scope.control.gate();
    const call = this.#call(works)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#calls.delete(call));
    this.#calls.add(call);
  }

  async #call(works: readonly Work[]): Promise<void> {
    const { scope, planned } = this.#stage;
    let open = works;
    while (open.length > 0) {
      await scope.control.gate();
      this.#stage.meter.setState('running');
      const { resumed } = scope.control;
      const outcomes = await this.#ask(open, planned.params);
      const again: Work[] = [];
      for (const [index, work] of open.entries()) {
        const outcome =
          outcomes[index] ?? new UnexpectedError('UNEXPECTED', 'The node gave no outcome for a sample.');
        if (outcome instanceof Error && this.#stopsRun(outcome, resumed)) again.push(work);
        else await this.#finish(work, outcome);
      }
      open = again;
    }
  }

  async #ask(
    works: readonly Work[],
    params: Readonly<Record<string, unknown>>,
  ): Promise<readonly (Verdict | Error)[]> {
    const items = works.map(
      ({ sample, variation }): BatchItem<FacetName, FacetName> => ({
        sample: viewOf(sample, this.#reads),
        seed: sampleSeedOf(this.#seed, sample.id, variation),
      }),
    );
    try {
      return await this.#type.run(items, params, {
        signal: this.#stage.scope.control.signal,
        captioner: this.#captioner,
        log: (level, message) => this.#stage.scope.dependencies.log(level, this.#stage.id, message),
      });
    } catch (thrown) {
      return works.map(() => toCodedError(thrown));
    }
  }

  /**
   * An error that would hit every sample pauses the run; its samples stay pending and are asked again afterwards [RUN6].
   * One that was on its way while a person repaired the cause only makes its samples be asked again.
   */
  #stopsRun(error: Error, resumed: number): boolean {
    const coded = toCodedError(error);
    if (ERROR_CODES[coded.code].scope !== 'run') return false;
    if (this.#stage.scope.control.resumed === resumed) pauseRun(this.#stage, coded);
    return true;
  }

  async #finish(work: Work, outcome: Verdict | Error): Promise<void> {
    const { store, id, scope } = this.#stage;
    // What a stop has cut off is neither a failure nor a result; a reply that came in spite of it is paid for and kept.
    if (outcome instanceof Error) scope.control.signal.throwIfAborted();
    const transient = outcome instanceof OperationalError;
    const verdict =
      outcome instanceof Error
        ? { kind: 'failed' as const, error: toErrorRecord(outcome) }
        : this.#store(work, outcome);
    // A transient failure is not remembered: every run tries again [RUN6].
    if (!transient) store.saveResult(work.key, id, verdict);
    const twins = this.#twins.get(work.key) ?? [];
    this.#twins.delete(work.key);
    await this.#stage.settle([
      this.#settlement(work, verdict, false),
      ...twins.map((twin) => this.#settlement(twin, verdict, !transient)),
    ]);
  }

  /** Puts a new caption into the store; the verdict then refers to it. */
  #store(work: Work, verdict: Verdict): Exclude<StoredVerdict, { kind: 'digest' }> {
    const { store, id, scope, meter } = this.#stage;
    const { caption, ...patch } = verdict.patch;
    meter.spent(caption?.costUsd ?? 0);
    const captionId =
      caption &&
      store.addCaption({
        caption,
        sample: work.sample,
        prompt: work.sample.facets.prompt,
        node: id,
        run: scope.start.id,
        identity: JSON.stringify(this.#captioner.identity),
        key: work.key,
      });
    const base = { patch, ...(captionId !== undefined && { caption: captionId }) };
    if (verdict.kind === 'kept') return { kind: 'kept', ...base };
    return {
      kind: 'rejected',
      reason: verdict.reason,
      ...(verdict.detail !== undefined && { detail: verdict.detail }),
      ...base,
    };
  }

  #settlement(work: Work, verdict: StoredVerdict, reused: boolean): Settlement {
    const { sample } = work;
    if (verdict.kind === 'failed') return { sample, outcome: 'failed', reused: false, error: verdict.error };
    if (verdict.kind === 'digest') return { sample, outcome: 'kept', reused, out: [sample] };
    const facet = verdict.caption === undefined ? undefined : this.#facet(verdict.caption);
    const refusal = facet && this.#type.accept?.(facet, this.#stage.planned.params);
    const rejection = refusal ?? (verdict.kind === 'rejected' ? verdict : undefined);
    if (rejection) {
      const { reason, detail } = rejection;
      return { sample, outcome: 'rejected', reused, reason, ...(detail !== undefined && { detail }) };
    }
    return { sample, outcome: 'kept', reused, out: [withPatch(sample, verdict.patch, facet)] };
  }

  #facet(id: CaptionId) {
    const { store, scope } = this.#stage;
    return store.captionFacets([id], scope.start.reviewSequence)[0];
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
