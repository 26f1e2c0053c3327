import { useQuery } from '@tanstack/react-query';
import { api } from '../rpc/queries.ts';

/** How many pictures have changed on disk since they were captioned and wait for a decision. */
export function useChangedPictures(): number {
  return useQuery(api.failure.changed.queryOptions()).data?.count ?? 0;
}
