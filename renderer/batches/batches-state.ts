import { useEffect } from 'react';
import { create } from 'zustand';
import type { ProviderBatch } from '../../core/contract/provider-batch.ts';
import { toast } from '../parts/Toast.tsx';
import { backOff, pause } from '../rpc/back-off.ts';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';

/** The open project's batches, newest first, as the engine last told of them. */
export const useBatches = create<{ readonly batches: readonly ProviderBatch[] }>(() => ({ batches: [] }));

/** Follows the batches of the open project while the caller stands. */
export function useFollowBatches(): void {
  const path = useProject((state) => state.project?.path);
  useEffect(() => {
    if (path === undefined) return;
    const abort = new AbortController();
    void follow(abort.signal);
    return () => {
      abort.abort();
      useBatches.setState({ batches: [] });
    };
  }, [path]);
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      for await (const batches of await engine().providerBatch.watch(undefined, { signal })) {
        attempt = 0;
        if (!signal.aborted) useBatches.setState({ batches });
      }
    } catch {
      // A lost connection is shown by the project's own stream; this one is opened again.
    }
    if (!signal.aborted) await pause(backOff(attempt), signal);
  }
}

/** What a person asks of a batch; what is refused is said. */
async function ask(call: () => Promise<readonly ProviderBatch[]>): Promise<void> {
  try {
    useBatches.setState({ batches: await call() });
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  }
}

export const refreshBatches = () => ask(() => engine().providerBatch.refresh());
export const cancelBatch = (id: number) => ask(() => engine().providerBatch.cancel({ id }));
export const forgetBatch = (id: number) => ask(() => engine().providerBatch.dismiss({ id }));
