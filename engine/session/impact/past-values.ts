import type { PastValues } from '../../../core/change-impact.ts';
import { compareValues } from '../../../core/compare-flows.ts';
import { findNode } from '../../../core/flow.ts';
import type { NodeId } from '../../../core/ids.ts';
import { canonicalJson, type Json } from '../../../core/json.ts';
import type { ProjectSession } from '../project-session.ts';
import { pastRuns } from './past-runs.ts';

/** Settings that are listed, each once. */
const MOST_VALUES = 20;

/** Settings that a node had in runs of the past and has no more, newest first. What only its looks differ in is left out. */
export async function pastValues(project: ProjectSession, id: NodeId): Promise<readonly PastValues[]> {
  const node = findNode(project.store.flow.flow(), id);
  const descriptor = node && project.parts.library.catalog.get(node.type);
  if (!node || !descriptor) return [];
  const filled = (params: Readonly<Record<string, Json>>) => ({ ...descriptor.defaults, ...params });
  const found = new Map<string, PastValues>();
  for (const run of await pastRuns(project)) {
    const then = findNode(run.flow, id);
    if (!then || then.type !== node.type || then.version !== node.version) continue;
    const changes = compareValues(filled(node.params), filled(then.params)).filter(
      ({ name }) => descriptor.params[name] !== undefined,
    );
    if (changes.length === 0) continue;
    const key = canonicalJson(filled(then.params));
    const known = found.get(key);
    if (known) found.set(key, { ...known, runs: known.runs + 1 });
    else if (found.size < MOST_VALUES)
      found.set(key, { run: run.id, title: run.title, at: run.startedAt, runs: 1, changes });
  }
  return [...found.values()];
}
