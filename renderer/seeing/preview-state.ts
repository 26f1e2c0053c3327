import { useEffect } from 'react';
import { create } from 'zustand';
import type { PathStep } from '../../core/sample-path.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { mergeSteps } from './merge-steps.ts';

/** What the present flow makes of the pinned sample. */
interface PreviewState {
  readonly image: string | undefined;
  readonly steps: ReadonlyMap<string, PathStep>;
  /** False where no source lists the pinned picture. */
  readonly found: boolean;
  /** Captioners that a person has told to be asked, and that have not answered yet. */
  readonly asked: ReadonlySet<string>;
}

const NOTHING: PreviewState = { image: undefined, steps: new Map(), found: true, asked: new Set() };

export const usePreview = create<PreviewState>(() => NOTHING);

/** Follows the preview of the pinned sample, anew with every edit, while something shows it. */
export function useFollowPreview(): void {
  const pin = useProject((state) => state.pin);
  const path = useProject((state) => state.project?.path);
  const revision = useProject((state) => state.flowRevision);
  const running = useProject((state) => isRunActive(state.run));
  // Edits of captions count; those that a run brings in are looked at when it has ended.
  const captions = useProject((state) => (isRunActive(state.run) ? -1 : state.captionsSequence));
  const asked = usePreview((state) => state.asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is a reason to look again
  useEffect(() => {
    if (pin === null || path === undefined) {
      usePreview.setState(NOTHING);
      return;
    }
    const leaving = new AbortController();
    void follow(pin.image, leaving.signal);
    return () => leaving.abort();
  }, [pin, path, revision, running, captions, asked]);
}

async function follow(image: string, signal: AbortSignal): Promise<void> {
  if (usePreview.getState().image !== image) usePreview.setState({ ...NOTHING, image });
  try {
    for await (const next of await engine().preview.follow(undefined, { signal })) {
      if (signal.aborted) return;
      usePreview.setState(({ steps }) => ({
        steps: mergeSteps(steps, next),
        found: next.busy || next.found,
      }));
    }
  } catch {
    // Left for a newer edit, or the connection was lost: the next change looks again.
  }
}

/** Asks one captioner about the pinned sample at its price. */
export async function askCaptioner(node: string): Promise<void> {
  mark(node, true);
  try {
    const path = await engine().preview.ask({ node });
    usePreview.setState(({ steps }) => ({ steps: mergeSteps(steps, path) }));
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  } finally {
    mark(node, false);
  }
}

function mark(node: string, on: boolean): void {
  usePreview.setState(({ asked }) => {
    const next = new Set(asked);
    if (on) next.add(node);
    else next.delete(node);
    return { asked: next };
  });
}
