import type { NodeTypeOf } from '../../../core/define-node.ts';
import { OperationalError, toCodedError, toErrorRecord } from '../../../core/errors.ts';
import type { CaptionFacet, FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { OpenCaptioner } from '../../captioners/captioner-service.ts';
import { hostCrashed, imageCrashesModel } from '../../captioners/local/pool-errors.ts';
import type { ResultKey, StoredVerdict } from '../../store/run-store.ts';
import { facetText, resultKeyOf, stageKeyOf } from '../key.ts';
import { putAside, type Settlement, type Stage, withPatch } from '../stage.ts';
import { CarryOver } from './carry-over.ts';
import type { Work } from './work.ts';

/** Crashes of a local model on one and the same sample after which the sample is to blame [RUN6]. */
const CRASHES_UNTIL_QUARANTINE = 3;

/** What a batch node knows already, and what it learns: keys, stored verdicts, and samples that wait for an equal one [RUN3] [RUN4]. */
export class BatchResults {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'batch'>;
  readonly #reads: readonly FacetName[];
  readonly #identity: OpenCaptioner['identity'];
  readonly #stageKey: ResultKey;
  readonly #carryOver: CarryOver;
  /** Samples whose key is being worked on for another sample: equal images with equal prompts are paid for once. */
  readonly #twins = new Map<ResultKey, Work[]>();

  constructor(
    stage: Stage,
    type: NodeTypeOf<'batch'>,
    reads: readonly FacetName[],
    identity: OpenCaptioner['identity'],
  ) {
    this.#stage = stage;
    this.#type = type;
    this.#reads = reads;
    this.#identity = identity;
    this.#stageKey = stageKeyOf(stage.planned, identity);
    this.#carryOver = new CarryOver(stage);
  }

  /** What the store knows, ready to be settled, and what has to be asked. Samples with the key of an unfinished one are in neither. */
  lookUp(samples: readonly Sample[]): { readonly known: Settlement[]; readonly unknown: Work[] } {
    const { store, id, scope, skipped } = this.#stage;
    const variations = store.variations(
      id,
      samples.map((sample) => sample.id),
    );
    const works = samples.map((sample) => this.#work(sample, variations.get(sample.id) ?? 0));
    const stored = store.findResults(works.map((work) => work.key));
    const known: Settlement[] = [];
    const unknown: Work[] = [];
    for (const [index, work] of works.entries()) {
      const verdict = this.#carryOver.take(work) ?? stored[index];
      const again = verdict?.kind === 'failed' && scope.retries.has(id, work.sample.id, verdict.error);
      const twins = this.#twins.get(work.key);
      if (skipped.has(work.sample.id)) known.push(putAside(work.sample));
      else if (verdict && !again) known.push(this.#settlement(work, verdict, true));
      else if (twins) twins.push(work);
      else {
        this.#twins.set(work.key, []);
        unknown.push(work);
      }
    }
    return { known, unknown };
  }

  /** Stores what was learnt about a sample, and settles it with those that waited for it. A transient failure is not remembered: every run tries again [RUN6]. */
  learn(work: Work, outcome: Verdict | Error): Settlement[] {
    const known = outcome instanceof Error ? this.#countedCrash(work, outcome) : outcome;
    if (!(known instanceof Error)) this.#stage.store.forgetCrashes(work.key);
    const transient = known instanceof OperationalError;
    const verdict =
      known instanceof Error
        ? { kind: 'failed' as const, error: toErrorRecord(known) }
        : this.#withStoredCaption(work, known);
    if (!transient) this.#stage.store.saveResult(work.key, this.#stage.id, verdict);
    const twins = this.#twins.get(work.key) ?? [];
    this.#twins.delete(work.key);
    return [
      this.#settlement(work, verdict, false),
      ...twins.map((twin) => this.#settlement(twin, verdict, !transient)),
    ];
  }

  /** Stores a failure before it is settled; transient ones are not remembered. */
  remember({ key }: Work, error: Error): void {
    if (error instanceof OperationalError) return;
    this.#stage.store.saveResult(key, this.#stage.id, { kind: 'failed', error: toErrorRecord(error) });
  }

  /** A model's crash counts against the sample that it was at, in all runs together; after some the sample is in quarantine. */
  #countedCrash({ key }: Work, error: Error): Error {
    const { code } = toCodedError(error);
    if (code !== 'HOST_CRASHED') return error;
    const crashes = this.#stage.store.addCrash(key);
    return crashes < CRASHES_UNTIL_QUARANTINE ? hostCrashed(crashes) : imageCrashesModel(crashes);
  }

  #work(sample: Sample, variation: number): Work {
    const key = resultKeyOf(this.#stageKey, facetText(this.#reads, sample.facets), variation);
    return { sample, variation, key };
  }

  /** Puts a new caption into the store; the verdict then refers to it. */
  #withStoredCaption(work: Work, verdict: Verdict): StoredVerdict {
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
        identity: JSON.stringify(this.#identity),
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

  /** Whether a reply is accepted is decided anew, about the head of its chain of edits: a changed opinion costs nothing. */
  #settlement({ sample }: Work, verdict: StoredVerdict, reused: boolean): Settlement {
    const { id, scope } = this.#stage;
    if (verdict.kind !== 'failed' && verdict.caption !== undefined)
      scope.tally.captioned(id, sample, verdict.caption);
    if (verdict.kind === 'failed') return { sample, outcome: 'failed', reused: false, error: verdict.error };
    const facet = this.#captionOf(verdict);
    const refusal = facet && this.#type.accept?.(facet, this.#stage.planned.params);
    const rejection = refusal ?? (verdict.kind === 'rejected' ? verdict : undefined);
    if (rejection) {
      const { reason, detail } = rejection;
      return { sample, outcome: 'rejected', reused, reason, ...(detail !== undefined && { detail }) };
    }
    return { sample, outcome: 'kept', reused, out: [withPatch(sample, verdict.patch, facet)] };
  }

  #captionOf(verdict: Extract<StoredVerdict, { kind: 'kept' | 'rejected' }>): CaptionFacet | undefined {
    if (verdict.caption === undefined) return undefined;
    const { store, scope } = this.#stage;
    return store.captionFacets([verdict.caption], scope.start.reviewSequence)[0];
  }
}
