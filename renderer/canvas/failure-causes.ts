import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { create } from 'zustand';
import type { ProblemGroup } from '../../core/run.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';

const useCauses = create<{ readonly causes: ReadonlyMap<string, ProblemGroup> }>(() => ({
  causes: new Map(),
}));

/** The most frequent cause of a node's failed samples. */
export function useFailureCause(node: string): ProblemGroup | undefined {
  return useCauses((state) => state.causes.get(node));
}

/** Asks why samples failed, for all cards at once; nothing is asked while none has. */
export function FollowCauses(): null {
  const failed = useProject((state) => state.run?.nodes.some((node) => node.failed > 0) ?? false);
  const groups = useQuery({ ...api.run.problems.queryOptions({ input: {} }), enabled: failed }).data;
  useLayoutEffect(() => {
    const causes = new Map<string, ProblemGroup>();
    for (const group of groups ?? [])
      if (group.outcome === 'failed' && !causes.has(group.node)) causes.set(group.node, group);
    useCauses.setState({ causes });
  }, [groups]);
  return null;
}
