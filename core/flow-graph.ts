import type { Flow } from './flow.ts';
import type { NodeId } from './ids.ts';

/** Ids of all nodes from which `targets` can be reached, the targets included. */
export function upstreamOf(flow: Flow, targets: Iterable<NodeId>): Set<NodeId> {
  return reach(targets, (id) =>
    flow.wires.filter((wire) => wire.to.node === id).map((wire) => wire.from.node),
  );
}

/** Ids of all nodes that can be reached from `starts`, the starts included. */
export function downstreamOf(flow: Flow, starts: Iterable<NodeId>): Set<NodeId> {
  return reach(starts, (id) =>
    flow.wires.filter((wire) => wire.from.node === id).map((wire) => wire.to.node),
  );
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
  for (let id = free.shift(); id !== undefined; id = free.shift()) {
    order.push(id);
    for (const { from, to } of flow.wires) {
      if (from.node !== id) continue;
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
