import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { engine } from './client.ts';

/** Everything the screens ask of the engine; kept fresh by the watch stream, never by the clock. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1, refetchOnWindowFocus: false } },
});

/** Query options by procedure: `useQuery(api.image.list.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(engine());
