import type { NodeTypeOf } from '../../../core/define-node.ts';
import { OperationalError, toErrorRecord } from '../../../core/errors.ts';
import type { CaptionFacet, FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { OpenCaptioner } from '../../captioners/captioner-service.ts';
import type { ResultKey, StoredVerdict } from '../../store/run-store.ts';
import { facetText, resultKeyOf, stageKeyOf } from '../key.ts';
import { type Settlement, type Stage, withPatch } from '../stage.ts';

/** A sample that a captioner has to be asked about, with the key that its result will have. */
export interface Work {
  readonly sample: Sample;
  readonly key: ResultKey;
  /** How often "caption again" was asked for. */
  readonly variation: number;
}

/** What a batch node knows already, and what it learns: keys, stored verdicts, and samples that wait for an equal one [RUN3] [RUN4]. */
export class BatchResults {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'batch'>;
  readonly #reads: readonly FacetName[];
  readonly #identity: OpenCaptioner['identity'];
  readonly #stageKey: ResultKey;
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
  }

  /** What the store knows, ready to be settled, and what has to be asked. Samples with the key of an unfinished one are in neither. */
  lookUp(samples: readonly Sample[]): { readonly known: Settlement[]; readonly unknown: Work[] } {
    const { store, id, scope } = this.#stage;
    const variations = store.variations(
      id,
      samples.map((sample) => sample.id),
    );
    const works = samples.map((sample) => this.#work(sample, variations.get(sample.id) ?? 0));
    const stored = store.findResults(works.map((work) => work.key));
    const known: Settlement[] = [];
    const unknown: Work[] = [];
    for (const [index, work] of works.entries()) {
      const verdict = stored[index];
      const again = verdict?.kind === 'failed' && scope.retriesFailed(id);
      const twins = this.#twins.get(work.key);
      if (verdict && !again) known.push(this.#settlement(work, verdict, true));
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
    const transient = outcome instanceof OperationalError;
    const verdict =
      outcome instanceof Error
        ? { kind: 'failed' as const, error: toErrorRecord(outcome) }
        : this.#withStoredCaption(work, outcome);
    if (!transient) this.#stage.store.saveResult(work.key, this.#stage.id, verdict);
    const twins = this.#twins.get(work.key) ?? [];
    this.#twins.delete(work.key);
    return [
      this.#settlement(work, verdict, false),
      ...twins.map((twin) => this.#settlement(twin, verdict, !transient)),
    ];
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
