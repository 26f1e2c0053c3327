import { create } from 'zustand';
import type { DownloadProgress } from '../../core/contract/captioner.ts';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';

/** Downloads of this window, by model: they go on while other screens are shown. */
export const useDownloads = create<{ readonly progress: Readonly<Record<string, DownloadProgress>> }>(() => ({
  progress: {},
}));

export function isMoving(progress: DownloadProgress | undefined): boolean {
  return progress?.state === 'downloading' || progress?.state === 'checking';
}

/** Downloads a model, or goes on where it stopped; resolves when it has ended in whatever way. */
export async function downloadModel(id: string): Promise<void> {
  if (isMoving(useDownloads.getState().progress[id])) return;
  show({ id, receivedBytes: 0, totalBytes: 0, file: '', state: 'downloading' });
  try {
    for await (const progress of await engine().captioner.download({ id })) show(progress);
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    const last = useDownloads.getState().progress[id];
    show({
      id,
      receivedBytes: last?.receivedBytes ?? 0,
      totalBytes: last?.totalBytes ?? 0,
      file: last?.file ?? '',
      state: 'failed',
      message: remedy === undefined ? message : `${message} ${remedy}`,
    });
  }
  await queryClient.invalidateQueries({ queryKey: api.captioner.models.key() });
}

export function cancelDownload(id: string): void {
  engine()
    .captioner.cancelDownload({ id })
    .catch((thrown: unknown) => {
      const last = useDownloads.getState().progress[id];
      if (last) show({ ...last, message: errorRecord(thrown).message });
    });
}

function show(progress: DownloadProgress): void {
  useDownloads.setState((state) => ({ progress: { ...state.progress, [progress.id]: progress } }));
}
