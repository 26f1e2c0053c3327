import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';

/** Everything that can be gone back to, oldest first; read anew with each revision and each run. Undefined until it is there. */
export function useHistory(): readonly HistoryEntry[] | undefined {
  const revision = useFlowStore((store) => store.state?.confirmed.revision);
  const run = useProject((state) => state.run?.id);
  const options = api.flow.history.queryOptions({});
  return useQuery({
    ...options,
    queryKey: [...options.queryKey, revision, run] as unknown as typeof options.queryKey,
    placeholderData: keepPreviousData,
    // Another window may have named a revision.
    staleTime: 0,
  }).data;
}
