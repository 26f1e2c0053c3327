import type { Problem } from '../../core/problem.ts';
import { useFlowStore } from './flow-store.ts';

const NONE: readonly Problem[] = [];
const indexes = new WeakMap<readonly Problem[], ReadonlyMap<string | undefined, readonly Problem[]>>();

/** The problems of one node. The list is looked through once for all nodes, and gives the same part every time. */
export function problemsOf(problems: readonly Problem[], node: string): readonly Problem[] {
  let index = indexes.get(problems);
  if (!index) {
    index = Map.groupBy(problems, (problem) => problem.node);
    indexes.set(problems, index);
  }
  return index.get(node) ?? NONE;
}

/** What stands against a node in the flow as the engine last saw it. */
export function useNodeProblems(node: string): readonly Problem[] {
  return useFlowStore((store) => problemsOf(store.state?.confirmed.problems ?? NONE, node));
}
