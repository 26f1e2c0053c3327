import type { Flow, Wire } from '../../core/flow.ts';
import { wiresFrom, wiresInto } from '../../core/flow-graph.ts';
import type { Side } from '../flow/wire-fit.ts';

/** The nodes that wires lead to (`output`) or come from (`input`), each once, in the order of the wires. */
export function nodesAlong(flow: Flow, id: string, side: Side): readonly string[] {
  const ids =
    side === 'output'
      ? wiresFrom(flow, id).map(({ to }) => to.node)
      : wiresInto(flow, id).map(({ from }) => from.node);
  return [...new Set(ids)];
}

/** The wires at a node, those that enter it first. */
export function wiresAt(flow: Flow, id: string): readonly Wire[] {
  return [...wiresInto(flow, id), ...wiresFrom(flow, id)];
}

/** Where the focus goes when a node is taken away: along its wires, else to the node nearest to it. */
export function heirOf(flow: Flow, id: string, gone: ReadonlySet<string>): string | undefined {
  const along = [...nodesAlong(flow, id, 'input'), ...nodesAlong(flow, id, 'output')].find(
    (other) => !gone.has(other),
  );
  if (along !== undefined) return along;
  const at = flow.nodes.find((node) => node.id === id)?.position;
  if (!at) return undefined;
  const left = flow.nodes.filter((node) => !gone.has(node.id));
  const distance = (node: (typeof left)[number]) =>
    Math.hypot(node.position.x - at.x, node.position.y - at.y);
  return left.toSorted((a, b) => distance(a) - distance(b))[0]?.id;
}
