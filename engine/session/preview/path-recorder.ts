import { REJECTED_PORT } from '../../../core/define-node.ts';
import type { CodedError } from '../../../core/errors.ts';
import { toErrorRecord } from '../../../core/errors.ts';
import { SKIPPED } from '../../../core/failure-cause.ts';
import { type Flow, findNode, wireId } from '../../../core/flow.ts';
import type { CaptionId, NodeId, SampleId } from '../../../core/ids.ts';
import { FACET_NAMES, type FacetName, type Sample } from '../../../core/sample.ts';
import type { PathCaption, PathPass, PathStep } from '../../../core/sample-path.ts';
import type { Plan, PlannedNode } from '../../run/plan.ts';
import type { Settlement } from '../../run/stage.ts';

/** What else is known of a pass; stands over what was worked out. */
export type PassNotes = Partial<Omit<PathPass, 'sample' | 'changed' | 'prompt' | 'caption'>>;

export interface RecorderOptions {
  readonly flow: Flow;
  /** Of the whole flow, collectors included. */
  readonly plan: Plan;
  /** What a caption took. */
  readonly factsOf: (id: CaptionId) => Partial<PathCaption>;
  /** What is known of a collector that a sample has reached. */
  readonly gathered?: (node: NodeId) => PassNotes;
}

const ASKING: PathPass = { sample: '' as SampleId, outcome: 'asking', reused: false, changed: [] };

/** Writes down what each node did with one picture, and along which wires it went. */
export class PathRecorder {
  readonly #options: RecorderOptions;
  readonly #passes = new Map<NodeId, PathPass[]>();
  readonly #wires = new Set<string>();
  readonly #asking = new Set<NodeId>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Whether any node has had it. */
  get any(): boolean {
    return this.#passes.size > 0;
  }

  /** A captioner is at work on it. */
  asking(node: NodeId): void {
    this.#asking.add(node);
  }

  /** One settlement of a node. What is not known does not go on. */
  add(node: NodeId, settlement: Settlement, notes: PassNotes = {}): void {
    const { sample, reused } = settlement;
    const outs = settlement.outcome === 'kept' ? settlement.out : [];
    const left = outs[0] ?? sample;
    this.#put(node, {
      sample: sample.id,
      outcome: settlement.outcome,
      reused,
      changed: changedFacets(sample, left),
      ...this.#carried(left),
      ...(settlement.outcome === 'rejected' && whyRejected(settlement)),
      ...(settlement.outcome === 'failed' && { error: settlement.error }),
      ...notes,
    });
    const planned = this.#options.plan.find((one) => one.node.id === node);
    if (planned === undefined) return;
    if (settlement.outcome === 'kept') this.#leave(planned, planned.keptPort, outs);
    else if (settlement.outcome === 'rejected' && settlement.reason !== SKIPPED)
      this.#leave(planned, REJECTED_PORT, [sample]);
  }

  /** A node that could not work at all. */
  addFailure(node: NodeId, error: CodedError): void {
    this.#put(node, {
      sample: '' as SampleId,
      outcome: 'failed',
      reused: false,
      changed: [],
      error: toErrorRecord(error),
    });
  }

  /** A record that came to a node and is still there. */
  addWaiting(node: NodeId, sample: Sample, notes: PassNotes): void {
    this.#put(node, {
      sample: sample.id,
      outcome: 'unknown',
      reused: false,
      changed: [],
      ...this.#carried(sample),
      ...notes,
    });
  }

  steps(isAbsent: (node: NodeId) => boolean): readonly PathStep[] {
    const planned = this.#options.plan.map(({ node }) => node.id);
    const others = this.#options.flow.nodes.map(({ id }) => id).filter((id) => !planned.includes(id));
    return [...planned, ...others].map((node) => ({
      node,
      passes: [...(this.#passes.get(node) ?? []), ...(this.#asking.has(node) ? [ASKING] : [])],
      ...(isAbsent(node) && { absent: true }),
    }));
  }

  wires(): readonly string[] {
    return [...this.#wires];
  }

  #put(node: NodeId, pass: PathPass): void {
    this.#asking.delete(node);
    this.#passes.set(node, [...(this.#passes.get(node) ?? []), pass]);
  }

  #carried(sample: Sample): Pick<PathPass, 'prompt' | 'caption'> {
    const { prompt, caption } = sample.facets;
    return {
      ...(prompt && { prompt }),
      ...(caption && { caption: { ...this.#options.factsOf(caption.id), ...shown(caption) } }),
    };
  }

  #leave({ node, outputs }: PlannedNode, port: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.#light(node.id, port);
    const { plan, gathered } = this.#options;
    for (const { to } of outputs.filter((output) => output.port === port)) {
      const target = plan.find((one) => one.node.id === to.node);
      if (target?.type.shape !== 'collect') continue;
      for (const sample of samples)
        this.#put(to.node, {
          sample: sample.id,
          outcome: 'gathered',
          reused: false,
          changed: [],
          ...this.#carried(sample),
          ...gathered?.(to.node),
        });
    }
  }

  /** All wires of a port, and those that lead on through bypassed nodes. */
  #light(node: NodeId, port: string): void {
    const { flow } = this.#options;
    for (const wire of flow.wires) {
      if (wire.from.node !== node || wire.from.port !== port || this.#wires.has(wireId(wire))) continue;
      const target = findNode(flow, wire.to.node);
      if (target === undefined || target.mode === 'muted') continue;
      this.#wires.add(wireId(wire));
      if (target.mode !== 'bypassed') continue;
      const ports = flow.wires.filter((one) => one.from.node === target.id).map((one) => one.from.port);
      for (const next of new Set(ports)) if (next !== REJECTED_PORT) this.#light(target.id, next);
    }
  }
}

function whyRejected({ reason, detail }: Extract<Settlement, { outcome: 'rejected' }>) {
  return { reason, ...(detail !== undefined && { detail }) };
}

/** Captions that are not stored have numbers below zero, which mean nothing to anybody else. */
function shown({ id, text, model, finishReason }: NonNullable<Sample['facets']['caption']>): PathCaption {
  return { text, model, finishReason, ...(id > 0 && { id }) };
}

function changedFacets(before: Sample, after: Sample): readonly FacetName[] {
  return FACET_NAMES.filter((name) => before.facets[name] !== after.facets[name]);
}
