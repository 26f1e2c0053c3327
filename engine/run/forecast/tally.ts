import type { NodeType } from '../../../core/define-node.ts';
import type { Endpoint, FlowNode } from '../../../core/flow.ts';
import type { CaptionId, ImageHash, NodeId } from '../../../core/ids.ts';
import type { OutcomeRecord } from '../../../core/run.ts';
import type { Sample } from '../../../core/sample.ts';
import type { Choice } from '../stratify.ts';
import type { ArrivalTimes } from './arrival-times.ts';

/** A node of the run, as far as a forecast needs it. */
export interface TalliedNode {
  readonly node: FlowNode;
  readonly type: NodeType;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly from: Endpoint; readonly port: string }[];
  readonly outputs: readonly { readonly to: Endpoint; readonly port: string }[];
  /** Output that kept samples leave by; '' where the node gives no samples. */
  readonly keptPort: string;
}

/** What became of one sample in one node. */
export type Settled = { readonly sample: Sample; readonly reused: boolean } & (
  | { readonly outcome: 'kept'; readonly out: readonly Sample[] }
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'failed' }
);

/** What a node did with one sample that descends from a root. */
export interface TallyEvent {
  readonly node: NodeId;
  readonly outcome: OutcomeRecord['outcome'];
  readonly reused: boolean;
  readonly reason?: string;
  /** The reply that it rests on, whether it was accepted or not. */
  readonly caption?: CaptionId;
}

/** One sample of a source with all that became of it. */
export interface TalliedRoot {
  readonly source: NodeId;
  readonly path: string;
  /** '' for a file that is no usable image. */
  readonly image: ImageHash;
  readonly events: readonly TallyEvent[];
}

/** What a run has seen so far. */
export interface Tally {
  /** In topological order. */
  readonly plan: readonly TalliedNode[];
  /** The most that was set aside for one request, US dollars. */
  readonly headroomUsd: number;
  /** Roots that have been through; of a run of everything only the first ones are followed. */
  readonly roots: readonly TalliedRoot[];
  /** When each node settled what was not reused. */
  readonly times: ReadonlyMap<NodeId, ArrivalTimes>;
  /** Of what the roots are a part; undefined for a run that chose none. */
  readonly choice: Choice | undefined;
}
