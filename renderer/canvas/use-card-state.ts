import { useShallow } from 'zustand/react/shallow';
import { fixFor } from '../app/fixes.ts';
import { useDescriptor, useFlowNode, useFlowStore } from '../flow/flow-store.ts';
import { useNodeProblems } from '../flow/node-problems.ts';
import { useIsOutdated } from '../history/outdated-state.ts';
import { useProject } from '../rpc/project-state.ts';
import { asOutdated, type CardState, cardState } from './card-state.ts';
import { useFailureCause } from './failure-causes.ts';
import { useNodeProgress } from './run-node.ts';

/** How a node stands in the flow and in the run. */
export function useCardState(id: string): CardState | undefined {
  const node = useFlowNode(id);
  const known = useFlowStore((store) => node !== undefined && store.catalog.has(node.type));
  const problems = useNodeProblems(id);
  const progress = useNodeProgress(id);
  const run = useProject(
    useShallow((state) => (state.run ? { state: state.run.state, reason: state.run.reason } : undefined)),
  );
  const descriptor = useDescriptor(node?.type);
  const cause = useFailureCause(id);
  const withFixes = problems.map((problem) => ({ ...problem, fix: fixFor(problem, descriptor) }));
  const outdated = useIsOutdated(id);
  const state = node && cardState(node, known, withFixes, progress, run, cause);
  return state && outdated ? asOutdated(state) : state;
}
