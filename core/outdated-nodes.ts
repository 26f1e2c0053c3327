import { compareFlows, workChanges } from './compare-flows.ts';
import { type Flow, findNode } from './flow.ts';
import { downstreamOf } from './flow-graph.ts';
import type { NodeId } from './ids.ts';
import type { NodeCatalog } from './node-descriptor.ts';

/** What the changes since a run mean for its results. */
export interface Outdated {
  /** Nodes that would do something else now, those that came and went among them. */
  readonly changed: ReadonlySet<NodeId>;
  /** The changed ones that are there, and all that depend on them: what a run now would do again. */
  readonly nodes: ReadonlySet<NodeId>;
}

/** Nothing is out of date. */
export const NOTHING_OUTDATED: Outdated = { changed: new Set(), nodes: new Set() };

/** Which results of a run of `then` a flow as it is `now` would not give. Names, places, notes, and parameters that are in no key change none. */
export function outdatedNodes(then: Flow, now: Flow, catalog: NodeCatalog): Outdated {
  if (then === now) return NOTHING_OUTDATED;
  const difference = compareFlows(then, now);
  const changed = new Set<NodeId>([...difference.added, ...difference.removed].map(({ id }) => id));
  for (const change of difference.changed) {
    const params = catalog.get(findNode(now, change.id)?.type ?? '')?.params;
    const matters = workChanges(change).some(
      (value) => !change.params.includes(value) || params?.[value.name]?.affectsResult !== false,
    );
    if (matters) changed.add(change.id);
  }
  const rewired = [...difference.wiresAdded, ...difference.wiresRemoved].map(({ to }) => to.node);
  for (const id of rewired) changed.add(id);
  const present = [...changed].filter((id) => findNode(now, id) !== undefined);
  return { changed, nodes: downstreamOf(now, present) };
}
