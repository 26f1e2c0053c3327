import type { NodeProgress, RunProgress } from './run.ts';

/**
 * `after` with only those nodes that differ from `before`: what a watcher that knows `before` has to be told. Undefined where it has to be told
 * everything: of another run, of one in another state, and where the nodes are others.
 */
export function runChange(before: RunProgress, after: RunProgress): RunProgress | undefined {
  if (before.id !== after.id || before.state !== after.state) return undefined;
  if (before.nodes.length !== after.nodes.length) return undefined;
  if (after.nodes.some(({ id }, place) => id !== before.nodes[place]?.id)) return undefined;
  const nodes = after.nodes.filter((node, place) => !isSameProgress(before.nodes[place], node));
  return { ...after, nodes };
}

/** The run that `change` leads to from `before`. Nodes that are not in it keep their objects. */
export function withRunChange(before: RunProgress, change: RunProgress): RunProgress {
  const changed = new Map(change.nodes.map((node) => [node.id, node]));
  return { ...change, nodes: before.nodes.map((node) => changed.get(node.id) ?? node) };
}

function isSameProgress(before: NodeProgress | undefined, after: NodeProgress): boolean {
  if (before === after) return true;
  if (before === undefined) return false;
  const names = Object.keys(after) as (keyof NodeProgress)[];
  return (
    names.length === Object.keys(before).length &&
    names.every((name) => before[name] === after[name] || isSameJson(before[name], after[name]))
  );
}

/** Of two values that are not identical; of numbers and texts nothing more can be the same. */
function isSameJson(before: unknown, after: unknown): boolean {
  return (
    typeof before === 'object' &&
    typeof after === 'object' &&
    JSON.stringify(before) === JSON.stringify(after)
  );
}
