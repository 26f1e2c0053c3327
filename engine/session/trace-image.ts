import { UserError } from '../../core/errors.ts';
import { SKIPPED } from '../../core/failure-cause.ts';
import type { Flow } from '../../core/flow.ts';
import { upstreamOf } from '../../core/flow-graph.ts';
import { type ImageHash, isImageHash, type NodeId, type SampleId } from '../../core/ids.ts';
import type { OutcomeRecord, RunProgress } from '../../core/run.ts';
import type { PathStep, SamplePath } from '../../core/sample-path.ts';
import { hasModel } from '../run/made-model.ts';
import type { Settlement } from '../run/stage.ts';
import { TrialMemory } from '../run/trial/trial-memory.ts';
import { KeptListings } from './preview/kept-listings.ts';
import { type PassNotes, PathRecorder } from './preview/path-recorder.ts';
import { type SoundFlow, soundFlow } from './preview/sound-flow.ts';
import { captionFacts, placesOf, type TrialParts, tryPicture } from './preview/try-picture.ts';

/** Whose way is asked for: a picture's, or that of the record that a node left of a sample. */
export interface TraceQuery {
  readonly image?: ImageHash;
  readonly sample?: SampleId;
  readonly node?: NodeId;
}

/**
 * What the run under way or the last one did with a picture, node by node. Rejections and failures are rows; what was kept is worked out from stored results, by the executor, with
 * the flow and the edits that the run began with. No captioner is asked and nothing is written: where no result is stored, the way says so and ends.
 * Throws NOT_FOUND.
 */
export async function traceImage(
  parts: TrialParts,
  run: RunProgress | undefined,
  query: TraceQuery,
  signal: AbortSignal,
  /** Kept from one question to the next: the way is told anew every second while a run goes on. */
  listings: KeptListings = new KeptListings(parts.now),
): Promise<SamplePath> {
  const { store } = parts;
  const record =
    run && query.sample && query.node ? store.runs.exception(run.id, query.node, query.sample) : undefined;
  const image = record ? record.sample.facets.image.hash : query.image;
  const flow = (run && store.flow.revisionFlow(run.flowRevision)) ?? store.flow.flow();
  if (record && image !== undefined && !isImageHash(image)) return unreadable(flow, run, record);
  if (image === undefined || store.images.facet(image) === undefined) throw unknownPicture();
  const trace = new Trace(
    parts,
    run,
    soundFlow(flow, parts.library, (node) => hasModel(parts.store, node), run?.to),
  );
  return trace.follow(image, record?.sample.facets.location.path, listings, signal);
}

class Trace {
  readonly #parts: TrialParts;
  readonly #run: RunProgress | undefined;
  readonly #sound: SoundFlow;
  readonly #memory = new TrialMemory();
  readonly #recorder: PathRecorder;
  /** Nodes at which something of this very run stands: it has come so far. */
  readonly #proven = new Set<NodeId>();

  constructor(parts: TrialParts, run: RunProgress | undefined, sound: SoundFlow) {
    this.#parts = parts;
    this.#run = run;
    this.#sound = sound;
    this.#recorder = new PathRecorder({
      flow: sound.flow,
      plan: sound.whole,
      factsOf: captionFacts(parts.store, this.#memory),
      gathered: (node) => (this.#isDone(node) ? {} : { outcome: 'unknown', gap: 'needs-all' }),
    });
  }

  async follow(
    image: ImageHash,
    path: string | undefined,
    listings: KeptListings,
    signal: AbortSignal,
  ): Promise<SamplePath> {
    const { store, captioners } = this.#parts;
    const run = this.#run;
    const places = placesOf(store, image, path);
    await tryPicture(this.#parts, {
      sound: this.#sound,
      flowRevision: run?.flowRevision ?? store.flow.revision(),
      reviewSequence: (run && store.runs.reviewSequence(run.id)) ?? store.captions.reviewSequence(),
      places,
      listings,
      memory: this.#memory,
      open: captioners.open,
      capUsd: undefined,
      signal,
      gate: { life: signal, permission: () => 'none', asking: () => undefined, refused: () => undefined },
      overrule: (node, settlement) => this.#told(node, settlement),
      failed: (node, error) => this.#recorder.addFailure(node, error),
    });
    return {
      image,
      path: path ?? store.images.locations(image)[0]?.path ?? '',
      flowRevision: run?.flowRevision ?? store.flow.revision(),
      ...(run && { run: run.id }),
      found: this.#recorder.any,
      steps: this.#steps(),
      wires: this.#recorder.wires(),
      busy: false,
    };
  }

  /** What is written down about the run stands over what is worked out. */
  #told(node: NodeId, settlement: Settlement): Settlement {
    const { sample } = settlement;
    const row = this.#run && this.#parts.store.runs.exception(this.#run.id, node, sample.id);
    if (row) {
      this.#proven.add(node);
      const told = settled(row, settlement);
      this.#recorder.add(node, told, { reused: row.reused });
      return told;
    }
    const { shape } = this.#sound.whole.find((one) => one.node.id === node)?.type ?? {};
    const amongAll = shape === 'scan' || shape === 'cohort';
    if (amongAll && !this.#isDone(node)) return this.#stay(node, settlement, { gap: 'needs-all' });
    if (isUnanswered(settlement)) return this.#stay(node, settlement, { gap: 'not-reached' });
    this.#recorder.add(node, settlement, {
      reused: settlement.outcome === 'kept' && this.#isReused(node, settlement),
      ...(amongAll && { amongAll: true }),
      ...(!this.#isSure(node) && { unsure: true }),
    });
    return settlement;
  }

  #stay(node: NodeId, { sample, reused }: Settlement, notes: PassNotes): Settlement {
    this.#recorder.addWaiting(node, sample, notes);
    return { sample, outcome: 'rejected', reused, reason: SKIPPED };
  }

  /** Whether a caption that a node gave was there before the run; one that the run wrote proves that it has come so far. */
  #isReused(node: NodeId, { sample, out }: Extract<Settlement, { outcome: 'kept' }>): boolean {
    const caption = out[0]?.facets.caption;
    if (caption === undefined || caption === sample.facets.caption || caption.id < 0) return false;
    const facts = this.#parts.store.forecasts.captionFacts([caption.id]).get(caption.id);
    const isNew = facts?.run !== undefined && facts.run === this.#run?.id;
    if (isNew) this.#proven.add(node);
    return !isNew;
  }

  #isDone(node: NodeId): boolean {
    return this.#run?.nodes.find(({ id }) => id === node)?.state === 'done';
  }

  /** A node that is done has seen every sample, unless the run took a part of them. */
  #isSure(node: NodeId): boolean {
    return this.#isDone(node) && this.#run?.limit === undefined;
  }

  #steps(): readonly PathStep[] {
    const run = this.#run;
    const ran = run && new Set(run.nodes.map(({ id }) => id));
    const proven = upstreamOf(this.#sound.flow, this.#proven);
    return this.#recorder
      .steps((node) => ran !== undefined && !ran.has(node))
      .map((step) => (proven.has(step.node) ? { ...step, passes: step.passes.map(sure) } : step));
  }
}

function sure({ unsure: _, ...pass }: PathStep['passes'][number]): PathStep['passes'][number] {
  return pass;
}

/** The captioner has no stored answer, and was not asked. */
function isUnanswered(settlement: Settlement): boolean {
  return settlement.outcome === 'failed' && settlement.error.code === 'CANCELLED';
}

function settled(row: OutcomeRecord, { sample }: Settlement): Settlement {
  const base = { sample, reused: row.reused };
  if (row.error) return { ...base, outcome: 'failed', error: row.error };
  return {
    ...base,
    outcome: 'rejected',
    reason: row.reason ?? '',
    ...(row.detail !== undefined && { detail: row.detail }),
  };
}

/** A file that is no usable picture ends at its source. */
function unreadable(flow: Flow, run: RunProgress | undefined, record: OutcomeRecord): SamplePath {
  const steps = flow.nodes.map(({ id }): PathStep => {
    if (id !== record.node) return { node: id, passes: [] };
    const { sample, error } = record;
    return {
      node: id,
      passes: [{ sample: sample.id, outcome: 'failed', reused: false, changed: [], ...(error && { error }) }],
    };
  });
  return {
    path: record.sample.facets.location.path,
    flowRevision: run?.flowRevision ?? 0,
    ...(run && { run: run.id }),
    found: true,
    steps,
    wires: [],
    busy: false,
  };
}

function unknownPicture(): UserError {
  return new UserError('NOT_FOUND', 'This project does not know that picture.', {
    remedy: 'Run the flow to find the pictures of its folders.',
  });
}
