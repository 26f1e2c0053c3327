import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { useProject } from '../rpc/project-state.ts';

const indexes = new WeakMap<RunProgress['nodes'], ReadonlyMap<string, NodeProgress>>();

/** A node's part of a run. The run is looked through once for all that ask: a thousand cards and their wires do, ten times a second. */
export function nodeProgress(run: RunProgress | null, id: string): NodeProgress | undefined {
  if (!run) return undefined;
  let index = indexes.get(run.nodes);
  if (!index) {
    index = new Map(run.nodes.map((node) => [node.id, node]));
    indexes.set(run.nodes, index);
  }
  return index.get(id);
}

/** A node's part of the present or last run; undefined where it had none. */
export function useNodeProgress(id: string): NodeProgress | undefined {
  return useProject((state) => nodeProgress(state.run, id));
}
