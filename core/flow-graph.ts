import type { Flow, Wire } from './flow.ts';
import type { NodeId } from './ids.ts';

/** The wires of a flow by the nodes at their ends, each list in the flow's order. */
export interface WireIndex {
  readonly leaving: ReadonlyMap<NodeId, readonly Wire[]>;
  readonly entering: ReadonlyMap<NodeId, readonly Wire[]>;
}

const indexes = new WeakMap<readonly Wire[], WireIndex>();

/** Made once for each list of wires, which never changes: asking a thousand nodes for their wires scans the list once. */
export function wireIndex(flow: Pick<Flow, 'wires'>): WireIndex {
  let index = indexes.get(flow.wires);
  if (!index) {
    index = {
      leaving: Map.groupBy(flow.wires, (wire) => wire.from.node),
      entering: Map.groupBy(flow.wires, (wire) => wire.to.node),
    };
    indexes.set(flow.wires, index);
  }
  return index;
}

const NONE: readonly Wire[] = [];

/** The wires that leave a node; the same list every time while the wires are the same. */
export function wiresFrom(flow: Pick<Flow, 'wires'>, id: NodeId): readonly Wire[] {
  return wireIndex(flow).leaving.get(id) ?? NONE;
}

/** The wires that enter a node; the same list every time while the wires are the same. */
export function wiresInto(flow: Pick<Flow, 'wires'>, id: NodeId): readonly Wire[] {
  return wireIndex(flow).entering.get(id) ?? NONE;
}

/** Ids of all nodes from which `targets` can be reached, the targets included. */
export function upstreamOf(flow: Flow, targets: Iterable<NodeId>): Set<NodeId> {
  return reach(targets, (id) => wiresInto(flow, id).map((wire) => wire.from.node));
}

/** Ids of all nodes that can be reached from `starts`, the starts included. */
export function downstreamOf(flow: Flow, starts: Iterable<NodeId>): Set<NodeId> {
  return reach(starts, (id) => wiresFrom(flow, id).map((wire) => wire.to.node));
}

function reach(from: Iterable<NodeId>, next: (id: NodeId) => NodeId[]): Set<NodeId> {
  const seen = new Set<NodeId>(from);
  const open = [...seen];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const neighbour of next(id)) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      open.push(neighbour);
    }
  }
  return seen;
}

/**
 * Node ids so that every wire goes forward; among the free ones the flow's own order decides.
 * `cycle` holds the ids that stand on a cycle or behind one.
 */
export function sortTopologically(flow: Flow): { readonly order: NodeId[]; readonly cycle: NodeId[] } {
  const waiting = new Map<NodeId, number>(flow.nodes.map((node) => [node.id, 0]));
  for (const { to } of flow.wires) waiting.set(to.node, (waiting.get(to.node) ?? 0) + 1);
  const order: NodeId[] = [];
  const free = flow.nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  // Taken from the front by position: shifting a long list would copy it each time.
  for (let at = 0; at < free.length; at += 1) {
    const id = free[at] as NodeId;
    order.push(id);
    for (const { to } of wiresFrom(flow, id)) {
      const left = (waiting.get(to.node) ?? 0) - 1;
      waiting.set(to.node, left);
      if (left === 0) free.push(to.node);
    }
  }
  const done = new Set(order);
  return { order, cycle: flow.nodes.map((node) => node.id).filter((id) => !done.has(id)) };
}

/** Whether a wire from `from` to `to` would close a circle. */
export function closesCycle(flow: Flow, from: NodeId, to: NodeId): boolean {
  return downstreamOf(flow, [to]).has(from);
}
