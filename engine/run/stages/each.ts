import type { NodeTypeOf } from '../../../core/define-node.ts';
import { REJECTED_PORT } from '../../../core/define-node.ts';
import { toErrorRecord, UnexpectedError } from '../../../core/errors.ts';
import type { SampleId } from '../../../core/ids.ts';
import type { FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { ResultKey } from '../../store/run-store.ts';
import type { Rejection } from '../../store/seen-table.ts';
import {
  branchIdOf,
  facetText,
  homeOf,
  localText,
  nextIdentity,
  nodeSeedOf,
  resultKeyOf,
  sampleMark,
  sampleSeedOf,
  stageKeyOf,
} from '../key.ts';
import { Seen } from '../seen.ts';
import { type Places, type Settlement, type Stage, viewOf, withPatch } from '../stage.ts';
import { type Place, Stretch } from '../stretch.ts';

/** Runs a cheap function on each sample. Verdicts are computed anew where anything has changed; only captions that it brings in are stored. */
export async function runEach(stage: Stage, type: NodeTypeOf<'each'>): Promise<void> {
  const worker = new EachWorker(stage, type);
  try {
    for (
      let delivery = await stage.inbox.takeStretch();
      delivery !== undefined;
      delivery = await stage.inbox.takeStretch()
    ) {
      await stage.scope.control.gate();
      await worker.handle(delivery.stretch);
    }
  } finally {
    worker.keepMarks();
  }
}

/** Pause between two times that the marks of loose samples are kept, milliseconds: a row of marks is written as a whole, and samples come one by one. */
const KEEP_MARKS_MS = 500;

class EachWorker {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'each'>;
  readonly #reads: readonly FacetName[];
  readonly #stageKey: ResultKey;
  readonly #seed: number;
  readonly #seen: Seen;
  #marksKeptAt = 0;

  constructor(stage: Stage, type: NodeTypeOf<'each'>) {
    this.#stage = stage;
    this.#type = type;
    this.#reads = readsOf(type, stage.planned.params);
    this.#stageKey = stageKeyOf(stage.planned);
    this.#seed = nodeSeedOf(stage.planned);
    this.#seen = new Seen(stage.store, this.#stageKey);
  }

  async handle(stretch: Stretch): Promise<void> {
    // What a person has put aside here leaves by no port, which no stretch that is recognised knows of.
    const place = this.#stage.skipped.size === 0 ? stretch.place : undefined;
    const rejections = place && this.#seen.unchanged(place);
    if (place && rejections) await this.#pass(stretch, place, rejections);
    else if (place) await this.#workOut(stretch, place);
    else {
      await this.#stage.settle(stretch.samples().map((sample) => this.#settledAlone(sample)));
      if (this.#stage.scope.dependencies.now() - this.#marksKeptAt >= KEEP_MARKS_MS) this.keepMarks();
    }
  }

  keepMarks(): void {
    this.#seen.flush();
    this.#marksKeptAt = this.#stage.scope.dependencies.now();
  }

  /** Nothing about the stretch has changed: of its samples only the rejected ones, which are recorded, are looked at. */
  async #pass(stretch: Stretch, place: Place, rejections: readonly Rejection[]): Promise<void> {
    const places = this.#placesAfter(place);
    const settlements = rejections.map(({ index, ...why }): Settlement => {
      return { sample: stretch.at(index), outcome: 'rejected', reused: true, ...why };
    });
    const gone = new Set(rejections.map(({ index }) => index));
    const kept = Array.from({ length: stretch.size }, (_, index) => index).filter(
      (index) => !gone.has(index),
    );
    const again = (index: number) => this.#keptAgain(stretch.at(kept[index] ?? 0));
    await this.#stage.pass(new Stretch(kept.length, again, places.kept), 'all', {
      settlements,
      stretch: Stretch.of(
        settlements.map(({ sample }) => sample),
        places.rejected,
      ),
    });
  }

  async #workOut(stretch: Stretch, place: Place): Promise<void> {
    const before = this.#seen.marksAt(place);
    const marks: number[] = [];
    const settlements = stretch.samples().map((sample) => {
      const text = localText(this.#reads, sample.facets);
      const mark = sampleMark(sample, text);
      const settlement = this.#settlement(sample, text, () => before.has(mark));
      if (settlement.outcome !== 'failed') marks.push(mark);
      return settlement;
    });
    const lasting = settlements.every(isLasting);
    this.#seen.save(place, marks, lasting ? rejectionsOf(settlements) : [], lasting);
    await this.#stage.settle(settlements, lasting ? this.#placesAfter(place) : undefined);
  }

  #settledAlone(sample: Sample): Settlement {
    const text = localText(this.#reads, sample.facets);
    return this.#settlement(sample, text, () => this.#seen.check(sample.ordinal, sampleMark(sample, text)));
  }

  /** Where the two parts of a stretch are found that leave here. */
  #placesAfter({ home, identity, first, end }: Place): Places {
    const next = (port: string): Place => ({
      home: homeOf(`${this.#stage.id} ${port}`, String(home)),
      identity: nextIdentity(this.#stageKey, identity, port),
      first,
      end,
    });
    return { kept: next(this.#stage.planned.keptPort), rejected: next(REJECTED_PORT) };
  }

  #verdict(sample: Sample): Verdict | readonly Verdict[] {
    const context = new EachContext(this.#stage, this.#seed, sample.id);
    return this.#type.run(viewOf(sample, this.#reads), this.#stage.planned.params, context);
  }

  /** `text` is what was read of the sample. */
  #settlement(sample: Sample, text: string, isReused: () => boolean): Settlement {
    try {
      const verdict = this.#verdict(sample);
      const reused = isReused();
      const verdicts = isSeveral(verdict) ? verdict : [verdict];
      const kept = verdicts.filter((one) => one.kind === 'kept');
      if (kept.length === 0) return { sample, outcome: 'rejected', reused, ...whyRejected(verdicts[0]) };
      const out = kept.map((one, branch): Sample => {
        const next = this.#patched(sample, text, one, branch);
        return isSeveral(verdict) ? { ...next, id: branchIdOf(sample.id, this.#stage.id, branch) } : next;
      });
      return { sample, outcome: 'kept', reused, out };
    } catch (thrown) {
      return { sample, outcome: 'failed', reused: false, error: toErrorRecord(thrown) };
    }
  }

  /** A sample that was kept when its stretch was last worked out, as it leaves. */
  #keptAgain(sample: Sample): Sample {
    const verdict = this.#verdict(sample);
    if (isSeveral(verdict) || verdict.kind !== 'kept')
      throw new UnexpectedError(
        'UNEXPECTED',
        `"${this.#type.type}" judged an unchanged sample in another way.`,
      );
    return this.#patched(sample, localText(this.#reads, sample.facets), verdict, 0);
  }

  #patched(sample: Sample, text: string, { patch }: Verdict, branch: number): Sample {
    const { caption, ...rest } = patch;
    return withPatch(sample, rest, caption && this.#broughtIn(sample, text, caption, branch));
  }

  /** A caption that came with the images is stored once per key, so that edits stay on it from run to run [RUN16]. */
  #broughtIn(
    sample: Sample,
    text: string,
    caption: NonNullable<Verdict['patch']['caption']>,
    branch: number,
  ) {
    const { store, scope, id: node } = this.#stage;
    const { image, prompt } = sample.facets;
    // With the image: a node that reads no more than a text file must not give one caption to all pictures that have the same text.
    const read = this.#reads.includes('caption') ? facetText(this.#reads, sample.facets) : text;
    const key = resultKeyOf(this.#stageKey, `${branch} ${image.hash} ${read}`, 0);
    const known = store.findBroughtIn(image.hash, key, scope.start.reviewSequence);
    if (known) return known;
    const identity = JSON.stringify(caption.model);
    const id = store.addCaption({ caption, sample, prompt, node, run: scope.start.id, identity, key });
    return { id, text: caption.text, model: caption.model, finishReason: caption.finishReason };
  }
}

/** What a cheap function may ask for; a seed is only worked out for those that do. */
class EachContext {
  readonly #stage: Stage;
  readonly #nodeSeed: number;
  readonly #sample: SampleId;

  constructor(stage: Stage, nodeSeed: number, sample: SampleId) {
    this.#stage = stage;
    this.#nodeSeed = nodeSeed;
    this.#sample = sample;
  }

  get signal(): AbortSignal {
    return this.#stage.scope.control.signal;
  }

  get seed(): number {
    return sampleSeedOf(this.#nodeSeed, this.#sample);
  }

  log(level: 'info' | 'warning', message: string): void {
    this.#stage.scope.dependencies.log(level, this.#stage.id, message);
  }
}

/** The facets that a node reads with these parameters, in a fixed order. */
export function readsOf(
  type: {
    readonly reads: readonly FacetName[];
    readonly mayRead?: readonly FacetName[];
    readonly readsFor?: (params: never) => readonly FacetName[];
  },
  params: Readonly<Record<string, unknown>>,
): readonly FacetName[] {
  const reads = type.readsFor?.(params as never) ?? [...type.reads, ...(type.mayRead ?? [])];
  return [...new Set(reads)].sort();
}

/** Whether an outcome is the same whenever its sample is: one kept sample, or a rejection. */
function isLasting(settlement: Settlement): boolean {
  return settlement.outcome === 'rejected' || (settlement.outcome === 'kept' && settlement.out.length === 1);
}

function rejectionsOf(settlements: readonly Settlement[]): Rejection[] {
  return settlements.flatMap((one, index) => {
    if (one.outcome !== 'rejected') return [];
    const { reason, detail } = one;
    return [{ index, reason, ...(detail !== undefined && { detail }) }];
  });
}

function whyRejected(verdict: Verdict | undefined): { readonly reason: string; readonly detail?: string } {
  if (verdict?.kind !== 'rejected') return { reason: 'nothing left' };
  const { reason, detail } = verdict;
  return { reason, ...(detail !== undefined && { detail }) };
}

function isSeveral(verdict: Verdict | readonly Verdict[]): verdict is readonly Verdict[] {
  return Array.isArray(verdict);
}
