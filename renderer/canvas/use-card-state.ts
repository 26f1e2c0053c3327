import { useQuery } from '@tanstack/react-query';
import { useShallow } from 'zustand/react/shallow';
import type { RunId } from '../../core/ids.ts';
import type { Problem } from '../../core/problem.ts';
import { fixFor } from '../app/fixes.ts';
import { useDescriptor, useFlowNode, useFlowStore } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { type CardState, cardState } from './card-state.ts';
import { useNodeProgress } from './run-node.ts';

/** How a node stands in the flow and in the run. */
export function useCardState(id: string): CardState | undefined {
  const node = useFlowNode(id);
  const known = useFlowStore((store) => node !== undefined && store.catalog.has(node.type));
  const problems = useFlowStore(
    useShallow((store): readonly Problem[] =>
      (store.state?.confirmed.problems ?? []).filter((problem) => problem.node === id),
    ),
  );
  const progress = useNodeProgress(id);
  const run = useProject(
    useShallow((state) => (state.run ? { state: state.run.state, reason: state.run.reason } : undefined)),
  );
  const descriptor = useDescriptor(node?.type);
  const failed = (progress?.failed ?? 0) > 0;
  const groups = useQuery({ ...api.run.problems.queryOptions({ input: {} }), enabled: failed }).data;
  const cause = groups?.find((group) => group.node === id && group.outcome === 'failed');
  const runId = useProject((state) => state.run?.id);
  const isReused = progress?.state === 'done' && progress.in > 0 && progress.reused === progress.in;
  const worked = useQuery({
    ...api.run.lastWorked.queryOptions({ input: { node: id, before: (runId ?? 1) as RunId } }),
    enabled: isReused && runId !== undefined,
  }).data;
  const withFixes = problems.map((problem) => ({ ...problem, fix: fixFor(problem, descriptor) }));
  return node && cardState(node, known, withFixes, progress, run, cause, worked ?? undefined);
}
