import { REJECTED_PORT } from '../../../core/define-node.ts';
import { SKIPPED } from '../../../core/failure-cause.ts';
import type { CaptionId, ImageHash, NodeId, SampleId } from '../../../core/ids.ts';
import type { Sample } from '../../../core/sample.ts';
import type { Choice } from '../stratify.ts';
import { ArrivalTimes } from './arrival-times.ts';
import type { Settled, TalliedNode, Tally, TallyEvent } from './tally.ts';

interface Root {
  readonly source: NodeId;
  readonly path: string;
  readonly image: ImageHash;
  readonly events: TallyEvent[];
  readonly captions: Map<string, CaptionId>;
  /** Descendants that some node still has to settle. */
  open: number;
}

/** Roots that are followed of a run of everything: enough for narrow intervals, and the rest of the run is not watched. */
const MOST_OF_ALL = 500;
/** Of a run that was limited by a person. */
const MOST_OF_LIMITED = 20_000;
/** Behind these, samples wait for all others; a root counts as through when it has got there. */
const GATHERERS: ReadonlySet<string> = new Set(['cohort', 'join', 'collect', 'job']);

/** Watches what becomes of samples, for forecasts [RUN12]: of so many, in bounded memory. */
export class RunTally {
  readonly #roots = new Map<SampleId, Root>();
  readonly #times = new Map<NodeId, ArrivalTimes>();
  readonly #plan: readonly TalliedNode[];
  readonly #sources: ReadonlySet<NodeId>;
  /** How many stages a sample goes to that leaves a node by a port. */
  readonly #targets = new Map<string, number>();
  readonly #keptPorts = new Map<NodeId, string>();
  /** Without a captioner nobody asks what a run of everything will take. */
  readonly #useful: boolean;
  readonly #most: number;
  readonly #now: () => number;
  #choice: Choice | undefined;
  /** Roots that are not through. */
  #open = 0;

  constructor(plan: readonly TalliedNode[], limited: boolean, now: () => number) {
    this.#useful = limited || plan.some(({ type }) => type.shape === 'batch');
    this.#most = limited ? MOST_OF_LIMITED : MOST_OF_ALL;
    this.#now = now;
    this.#plan = plan;
    this.#sources = new Set(plan.filter(({ type }) => type.shape === 'source').map(({ node }) => node.id));
    const shapes = new Map(plan.map(({ node, type }) => [node.id, type.shape]));
    for (const { node, outputs, keptPort } of plan) {
      this.#keptPorts.set(node.id, keptPort);
      this.#times.set(node.id, new ArrivalTimes());
      for (const { to, port } of outputs) {
        if (GATHERERS.has(shapes.get(to.node) ?? 'job')) continue;
        const name = `${node.id} ${port}`;
        this.#targets.set(name, (this.#targets.get(name) ?? 0) + 1);
      }
    }
  }

  /** Whether samples are still to be shown; otherwise nobody needs to look at every one. */
  get wanted(): boolean {
    return this.#useful && (this.#roots.size < this.#most || this.#open > 0);
  }

  /** The whole has been listed, and these take part. */
  chose(choice: Choice): void {
    this.#choice = choice;
  }

  /** A node has a caption for a sample, a new one or a known one; told before the sample is settled. */
  captioned(node: NodeId, sample: Sample, caption: CaptionId): void {
    this.#roots.get(sample.root)?.captions.set(`${node} ${sample.id}`, caption);
  }

  settled(node: NodeId, settlement: Settled): void {
    if (!settlement.reused) this.#times.get(node)?.add(this.#now());
    const { sample } = settlement;
    const root = this.#sources.has(node) ? this.#addRoot(node, settlement) : this.#roots.get(sample.root);
    if (root === undefined) return;
    const name = `${node} ${sample.id}`;
    const caption = root.captions.get(name);
    root.captions.delete(name);
    root.events.push({
      node,
      outcome: settlement.outcome,
      reused: settlement.reused,
      ...(settlement.outcome === 'rejected' && { reason: settlement.reason }),
      ...(caption !== undefined && { caption }),
    });
    const wasOpen = root.open > 0;
    root.open += this.#sentOn(node, settlement) - 1;
    if (wasOpen && root.open <= 0) this.#open -= 1;
  }

  tally(headroomUsd = 0): Tally {
    const roots = [...this.#roots.values()].filter(({ open }) => open <= 0);
    return { plan: this.#plan, headroomUsd, roots, times: this.#times, choice: this.#choice };
  }

  #addRoot(source: NodeId, { sample }: Settled): Root | undefined {
    if (this.#roots.size >= this.#most) return undefined;
    const root: Root = {
      source,
      path: sample.facets.location.path,
      image: sample.facets.image.hash,
      events: [],
      captions: new Map(),
      open: 1,
    };
    this.#roots.set(sample.root, root);
    this.#open += 1;
    return root;
  }

  #sentOn(node: NodeId, settlement: Settled): number {
    if (settlement.outcome === 'failed') return 0;
    // What a person has put aside leaves by no port.
    if (settlement.outcome === 'rejected' && settlement.reason === SKIPPED) return 0;
    const kept = settlement.outcome === 'kept';
    const port = kept ? (this.#keptPorts.get(node) ?? '') : REJECTED_PORT;
    return (this.#targets.get(`${node} ${port}`) ?? 0) * (kept ? settlement.out.length : 1);
  }
}
