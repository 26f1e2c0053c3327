import type { ImageHash } from '../../core/ids.ts';
import type { PinnedSample } from '../../core/sample-path.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';

/** The sample on which every edit is tried; null while none is pinned. The same in all windows of the project. */
export function usePinnedSample(): PinnedSample | null {
  return useProject((state) => state.pin);
}

/** Pins a picture of the project; `path` chooses among several records of it. */
export function pinSample(image: string, path?: string): void {
  change({ image: image as ImageHash, ...(path !== undefined && path !== '' && { path }) });
}

export function unpinSample(): void {
  change(null);
}

/** Pins a picture, or takes its pin away. */
export function togglePin(image: string, path?: string): void {
  if (useProject.getState().pin?.image === image) unpinSample();
  else pinSample(image, path);
}

/** Whether previews ask endpoints that cost money without being told to each time. */
export function setAskPaid(askPaid: boolean): void {
  const { pin } = useProject.getState();
  if (pin) change({ ...pin, askPaid });
}

function change(wanted: Parameters<ReturnType<typeof engine>['preview']['pin']>[0]): void {
  engine()
    .preview.pin(wanted)
    .catch((thrown: unknown) => {
      const { message, remedy } = errorRecord(thrown);
      toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    });
}
