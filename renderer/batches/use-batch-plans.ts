import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ProviderBatchPlan } from '../../core/contract/provider-batch.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';

const NONE: readonly ProviderBatchPlan[] = [];

/** What a run would send by batches, as the flow and the last run now are. */
export function useBatchPlans(): readonly ProviderBatchPlan[] {
  const revision = useProject((state) => state.flowRevision);
  const run = useProject((state) => `${state.run?.id} ${state.run?.state}`);
  const images = useProject((state) => state.project?.images);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what a plan follows from
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: api.providerBatch.plan.key() });
  }, [revision, run, images]);
  return useQuery(api.providerBatch.plan.queryOptions({})).data ?? NONE;
}
