import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import { NOTHING_OUTDATED, type Outdated, outdatedNodes } from '../../core/outdated-nodes.ts';
import { useCatalog, useFlow, useFlowStore } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';

/** What of the latest run is out of date; worked out once for all cards. */
export const useOutdatedState = create<Outdated>(() => NOTHING_OUTDATED);

/** Whether what a node has from the latest run would come out differently now. */
export function useIsOutdated(id: string): boolean {
  return useOutdatedState((state) => state.nodes.has(id));
}

/** Keeps the state in step with the flow and the run, while the flow is shown. */
export function useFollowOutdated(): void {
  const flow = useFlow();
  const catalog = useCatalog();
  const loaded = useFlowStore((store) => store.state !== undefined);
  const revision = useProject((state) => state.run?.flowRevision);
  const then = useQuery({
    ...api.flow.revision.queryOptions({ input: { revision: revision ?? 1 } }),
    enabled: revision !== undefined && loaded,
    // A revision never changes; one that is not kept any more leaves nothing to compare with.
    retry: false,
  }).data;
  const outdated = useMemo(
    () => (then && loaded ? outdatedNodes(then, flow, catalog) : NOTHING_OUTDATED),
    [then, flow, catalog, loaded],
  );
  useEffect(() => {
    useOutdatedState.setState(outdated, true);
  }, [outdated]);
}
