import { useEffect } from 'react';
import { create } from 'zustand';
import type { EndpointStatistics } from '../../core/contract/endpoint.ts';
import { backOff, pause } from '../rpc/back-off.ts';
import { engine } from '../rpc/client.ts';

/** How endpoints do, as the watch stream says; empty until it has. */
const useStatistics = create<{ readonly endpoints: readonly EndpointStatistics[] }>(() => ({
  endpoints: [],
}));

/** Follows the statistics as long as something that shows them is on the screen. */
export function useEndpointStatistics(): readonly EndpointStatistics[] {
  useEffect(() => {
    const abort = new AbortController();
    void follow(abort.signal);
    return () => abort.abort();
  }, []);
  return useStatistics((state) => state.endpoints);
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      for await (const endpoints of await engine().endpoint.watch(undefined, { signal })) {
        attempt = 0;
        useStatistics.setState({ endpoints });
      }
    } catch {
      // A lost connection is shown by the banner; the stream begins again with the present state.
    }
    if (!signal.aborted) await pause(backOff(attempt), signal);
  }
}
