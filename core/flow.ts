import type { NodeId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** Canvas units, multiples of 20 after a drag with the mouse. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `bypassed`: samples pass unchanged where the ports allow it; `muted`: nothing enters, nothing leaves. */
export type NodeMode = 'active' | 'bypassed' | 'muted';

/** A vertex of the flow. Its id never changes and is never used again. */
export interface FlowNode {
  readonly id: NodeId;
  /** `<category>.<name>`; unknown types keep everything they have. */
  readonly type: string;
  readonly version: number;
  /** '' shows the type's title. */
  readonly title: string;
  readonly position: Point;
  /** Absent: the type's own width. */
  readonly width?: number;
  /** Shown as its title bar only; absent: in full. */
  readonly collapsed?: boolean;
  readonly mode: NodeMode;
  /** Only what differs from the defaults. */
  readonly params: JsonObject;
  /** Free text of the inspector's Notes tab. */
  readonly notes: string;
}

/** One end of a wire: a port of a node. */
export interface Endpoint {
  readonly node: NodeId;
  readonly port: string;
}

/** From an output to an input. */
export interface Wire {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** Text on the canvas. */
export interface FlowNote {
  readonly id: string;
  readonly position: Point;
  readonly width: number;
  /** Absent: as high as its text. */
  readonly height?: number;
  /** Markdown. */
  readonly text: string;
}

/** Colours that a frame can have, besides none. The interface maps them to its tokens, so that both themes can be read. */
export const FRAME_COLOURS = ['blue', 'teal', 'yellow', 'orange', 'pink'] as const;
export type FrameColour = (typeof FRAME_COLOURS)[number];

/** A titled rectangle around nodes. */
export interface Frame {
  readonly id: string;
  readonly position: Point;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Absent: grey. */
  readonly colour?: FrameColour;
}

/** Version of the flow’s own form, as files and projects keep it. */
export const FLOW_FORMAT = 1;

/** The graph as it is stored, sent and undone: plain, immutable JSON. */
export interface Flow {
  readonly format: typeof FLOW_FORMAT;
  readonly nodes: readonly FlowNode[];
  readonly wires: readonly Wire[];
  readonly notes: readonly FlowNote[];
  readonly frames: readonly Frame[];
  /** Highest number given out for each id stem, so that an id is never used again. */
  readonly usedIds: Readonly<Record<string, number>>;
}

/** The flow of a new project. */
export const EMPTY_FLOW: Flow = {
  format: FLOW_FORMAT,
  nodes: [],
  wires: [],
  notes: [],
  frames: [],
  usedIds: {},
};

const nodesById = new WeakMap<readonly FlowNode[], ReadonlyMap<NodeId, FlowNode>>();

/** The nodes of a flow by their ids. Made once for each list of nodes, which never changes: looking one up scans nothing. */
export function nodeIndex(flow: Pick<Flow, 'nodes'>): ReadonlyMap<NodeId, FlowNode> {
  let index = nodesById.get(flow.nodes);
  if (!index) {
    index = new Map(flow.nodes.map((node) => [node.id, node]));
    nodesById.set(flow.nodes, index);
  }
  return index;
}

/** The node with this id; undefined where there is none. */
export function findNode(flow: Pick<Flow, 'nodes'>, id: NodeId): FlowNode | undefined {
  return nodeIndex(flow).get(id);
}

/** A wire's identity: two wires between the same ports are one. */
export function wireId(wire: Wire): string {
  return `${wire.from.node}.${wire.from.port}>${wire.to.node}.${wire.to.port}`;
}
