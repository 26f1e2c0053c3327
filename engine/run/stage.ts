import type { Artifact } from '../../core/artifact.ts';
import { REJECTED_PORT } from '../../core/define-node.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import { SKIPPED } from '../../core/failure-cause.ts';
import type { NodeId, SampleId } from '../../core/ids.ts';
import type { FacetName, Facets, Sample } from '../../core/sample.ts';
import type { Patch } from '../../core/verdict.ts';
import type { RunStart } from '../store/run-store.ts';
import type { RunDependencies } from './active-run.ts';
import type { Retries } from './choose-retries.ts';
import type { RunTally } from './forecast/run-tally.ts';
import { Inbox } from './inbox.ts';
import { LowWater } from './low-water.ts';
import type { NodeMeter } from './node-meter.ts';
import type { PlannedNode } from './plan.ts';
import type { RunBudget } from './run-budget.ts';
import type { RunControl } from './run-control.ts';
import { type Place, Stretch } from './stretch.ts';

/** What became of one sample in one stage. `out` is the sample as it leaves by the kept port. */
export type Settlement = { readonly sample: Sample; readonly reused: boolean } & (
  | { readonly outcome: 'kept'; readonly out: readonly Sample[] }
  | { readonly outcome: 'rejected'; readonly reason: string; readonly detail?: string }
  | { readonly outcome: 'failed'; readonly error: ErrorRecord }
);

type KeptSettlement = Extract<Settlement, { readonly outcome: 'kept' }>;
const OUTCOMES = ['kept', 'rejected', 'failed'] as const;

/** Places of what leaves a stage for one stretch that came in. */
export interface Places {
  readonly kept: Place | undefined;
  readonly rejected: Place | undefined;
}

/** What all stages of a run share. */
export interface RunScope {
  readonly dependencies: RunDependencies;
  readonly start: RunStart;
  readonly control: RunControl;
  readonly budget: RunBudget;
  /** What is set to be asked by batch is asked directly. */
  readonly direct: boolean;
  /** Watches what becomes of samples, for forecasts. */
  readonly tally: RunTally;
  readonly retries: Retries;
  /** Sees every settlement before it is counted, and may put what is known from elsewhere in its place; for trials of one picture. */
  readonly overrule?: (node: NodeId, settlement: Settlement) => Settlement;
}

/** One node at work: what waits for it, where its samples go, what it has counted. The stages of a run form the same graph as its plan. */
export class Stage {
  readonly planned: PlannedNode;
  readonly scope: RunScope;
  readonly meter: NodeMeter;
  readonly inbox: Inbox;
  readonly producers: readonly Stage[];
  /** Samples that a person has put aside here: they are settled as rejected whatever else becomes of them. */
  readonly skipped: ReadonlySet<SampleId>;
  /** Called now and then while the run goes on; scans let go of what can be judged. */
  nudge: () => void = () => undefined;
  /** Written by collectors and jobs before they end. */
  artifact: Artifact | undefined;
  readonly #ended = Promise.withResolvers<void>();
  /** Smallest ordinal that a source may still give; Infinity for other stages. */
  sourceLow = Number.POSITIVE_INFINITY;
  readonly #targets: { readonly port: string; readonly stage: Stage; readonly input: string }[] = [];
  /** Ordinals that are here; only upstream of a scan, which alone asks for them. */
  readonly #water: LowWater | undefined;
  #ancestors: ReadonlySet<Stage> | undefined;

  constructor(
    planned: PlannedNode,
    scope: RunScope,
    meter: NodeMeter,
    producers: readonly Stage[],
    tracksOrder: boolean,
  ) {
    this.planned = planned;
    this.scope = scope;
    this.meter = meter;
    this.producers = producers;
    this.skipped = scope.dependencies.store.skipped(planned.node.id);
    this.inbox = new Inbox(planned.inputs.length, scope.control.signal);
    this.#water = tracksOrder ? new LowWater() : undefined;
    for (const { from, port } of planned.inputs) {
      const producer = producers.find((one) => one.id === from.node);
      if (producer) producer.#targets.push({ port: from.port, stage: this, input: port });
    }
  }

  get id(): string {
    return this.planned.node.id;
  }

  /** Resolves when nothing more comes from here, whatever the reason. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** As a person reads it: the node's own title or its type's. */
  get title(): string {
    return this.planned.node.title || this.planned.type.title;
  }

  get store() {
    return this.scope.dependencies.store;
  }

  /** No sample with a smaller ordinal will leave this stage any more. */
  low(): number {
    let low = this.#ownLow();
    for (const stage of this.ancestors()) low = Math.min(low, stage.#ownLow());
    return low;
  }

  #ownLow(): number {
    return Math.min(this.sourceLow, this.#water?.min() ?? Number.POSITIVE_INFINITY);
  }

  /** Every stage upstream, each once. */
  ancestors(): ReadonlySet<Stage> {
    this.#ancestors ??= this.#findAncestors();
    return this.#ancestors;
  }

  #findAncestors(): ReadonlySet<Stage> {
    const all = new Set<Stage>();
    const open = [...this.producers];
    for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
      if (all.has(stage)) continue;
      all.add(stage);
      open.push(...stage.producers);
    }
    return all;
  }

  /** From now on this stage only gathers: it needs all that upstream stages give, and says for whom it waits. */
  waitForUpstream(): void {
    this.meter.setState('waiting');
    this.meter.note = () => {
      const busy = [...this.ancestors()]
        .filter((stage) => stage.meter.state !== 'done')
        .map((stage) => stage.title);
      return busy.length === 0 ? undefined : `Waits for ${busy.reverse().join(', ')}`;
    };
  }

  /** Everything is there: the work itself begins. */
  begin(): void {
    this.meter.note = undefined;
    this.meter.setState('running');
  }

  /**
   * Counts, records and sends on. Waits while the stages downstream are full. `places` are those of the stretches that the kept and the rejected make up,
   * where they are recognised from run to run.
   */
  async settle(given: readonly Settlement[], places?: Places): Promise<void> {
    const { overrule } = this.scope;
    const judged = this.skipped.size === 0 ? given : given.map((one) => this.#unlessSkipped(one));
    const settlements = overrule ? judged.map((one) => overrule(this.id, one)) : judged;
    const kept = settlements.filter((one) => one.outcome === 'kept');
    const others = settlements.filter((one) => one.outcome !== 'kept');
    this.#count(settlements);
    this.#showKept(kept.length, (index) => kept[index] as KeptSettlement);
    for (const other of others) this.#record(other);
    if (this.scope.tally.wanted) for (const one of settlements) this.scope.tally.settled(this.id, one);
    const rejected = others.filter((one) => one.outcome === 'rejected' && one.reason !== SKIPPED);
    await this.#emit(
      this.planned.keptPort,
      Stretch.of(
        kept.flatMap(({ out }) => out),
        places?.kept,
      ),
    );
    await this.#emit(
      REJECTED_PORT,
      Stretch.of(
        rejected.map(({ sample }) => sample),
        places?.rejected,
      ),
    );
    if (this.#water) for (const { sample } of settlements) this.#water.remove(sample.ordinal);
  }

  /** The same for a stretch that leaves as a whole, of which nobody has looked at the samples: `rejected` are those that did not go with it. */
  async pass(
    kept: Stretch,
    reused: readonly boolean[] | 'all',
    rejected: { readonly settlements: readonly Settlement[]; readonly stretch: Stretch } | undefined,
  ): Promise<void> {
    const isReused = (index: number) => reused === 'all' || (reused[index] ?? false);
    // Whoever has to see every sample is shown them.
    if (this.scope.tally.wanted || this.#water || this.skipped.size > 0) {
      const out = kept.samples().map((sample, index): Settlement => {
        return { sample, outcome: 'kept', reused: isReused(index), out: [sample] };
      });
      return this.settle([...out, ...(rejected?.settlements ?? [])], {
        kept: kept.place,
        rejected: rejected?.stretch.place,
      });
    }
    this.meter.settled('kept', kept.size, reused === 'all' ? kept.size : reused.filter(Boolean).length);
    this.#showKept(kept.size, (index) => {
      const sample = kept.at(index);
      return { sample, outcome: 'kept', reused: isReused(index), out: [sample] };
    });
    if (rejected) {
      this.#count(rejected.settlements);
      for (const one of rejected.settlements) this.#record(one);
    }
    await this.#emit(this.planned.keptPort, kept);
    if (rejected) await this.#emit(REJECTED_PORT, rejected.stretch);
  }

  #count(settlements: readonly Settlement[]): void {
    for (const outcome of OUTCOMES) {
      const some = settlements.filter((one) => one.outcome === outcome);
      if (some.length > 0) this.meter.settled(outcome, some.length, some.filter((one) => one.reused).length);
    }
  }

  /** What was put aside leaves the flow here, by no port. */
  #unlessSkipped(settlement: Settlement): Settlement {
    if (this.skipped.size === 0 || !this.skipped.has(settlement.sample.id)) return settlement;
    return putAside(settlement.sample);
  }

  /** Tells every stage downstream that nothing more comes from here. */
  close(): void {
    this.#ended.resolve();
    this.sourceLow = Number.POSITIVE_INFINITY;
    for (const { stage } of this.#targets) stage.inbox.close();
  }

  async #emit(port: string, stretch: Stretch): Promise<void> {
    if (stretch.size === 0 || !(port in this.planned.type.outputs)) return;
    this.meter.left(port, stretch.size);
    const targets = this.#targets.filter((target) => target.port === port);
    for (const { stage } of targets) {
      stage.meter.arrived(stretch.size);
      if (stage.#water) for (const { ordinal } of stretch.samples()) stage.#water.add(ordinal);
    }
    await Promise.all(targets.map(({ stage, input }) => stage.inbox.push(input, stretch)));
  }

  #showKept(count: number, at: (index: number) => KeptSettlement): void {
    const now = this.scope.dependencies.now();
    this.meter.show('kept', count, (index) => {
      const { sample, out, reused } = at(index);
      const port = this.planned.keptPort;
      return { node: this.id, outcome: 'kept', reused, at: now, sample: out[0] ?? sample, port };
    });
  }

  /** Exceptions are rows; of what was kept only the latest is shown. */
  #record(settlement: Settlement): void {
    const { sample, outcome, reused } = settlement;
    if (settlement.outcome === 'kept') return;
    const base = { node: this.id, outcome, reused, at: this.scope.dependencies.now() };
    const record =
      settlement.outcome === 'rejected'
        ? {
            ...base,
            sample,
            ...(settlement.reason !== SKIPPED && { port: REJECTED_PORT }),
            reason: settlement.reason,
            ...(settlement.detail !== undefined && { detail: settlement.detail }),
          }
        : { ...base, sample, error: settlement.error };
    this.meter.show(outcome, 1, () => record);
    this.store.saveException(this.scope.start.id, record);
  }
}

/** What becomes of a sample that a person has put aside [RUN6]. */
export function putAside(sample: Sample): Settlement {
  return { sample, outcome: 'rejected', reused: false, reason: SKIPPED };
}

/** The facets that a node declared, and no others. */
export function viewOf(sample: Sample, reads: readonly FacetName[]): Facets {
  const view: Partial<Record<FacetName, unknown>> = {};
  for (const name of reads) view[name] = sample.facets[name];
  return view as unknown as Facets;
}

/** A sample with a patch laid over it; a caption is stored first and comes in as its facet. */
export function withPatch(
  sample: Sample,
  patch: Omit<Patch, 'caption'>,
  caption: Facets['caption'] | undefined,
): Sample {
  const { facets } = sample;
  if (
    caption === undefined &&
    patch.prompt === undefined &&
    patch.evidence === undefined &&
    patch.metadata === undefined
  )
    return sample;
  return {
    ...sample,
    facets: {
      ...facets,
      ...(caption && { caption }),
      ...(patch.prompt && { prompt: patch.prompt }),
      ...(patch.evidence && { evidence: { ...facets.evidence, ...patch.evidence } }),
      ...(patch.metadata && { metadata: { ...facets.metadata, ...patch.metadata } }),
    },
  };
}
