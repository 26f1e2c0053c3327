import { create } from 'zustand';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { TOUR_TEXTS } from '../texts/tour.ts';

interface TourState {
  readonly open: boolean;
  /** The step that a person has gone to; undefined follows what is done. */
  readonly chosen: number | undefined;
}

/** Whether the tour is shown, and where it stands. */
export const useTour = create<TourState>(() => ({ open: false, chosen: undefined }));

/** Shows the tour, at the first step that is not done. */
export function startTour(): void {
  useTour.setState({ open: true, chosen: undefined });
}

/** Goes to a step, whether or not those before it are done. */
export function goToStep(chosen: number | undefined): void {
  useTour.setState({ chosen });
}

/** Ends the tour; it is not shown by itself again. */
export function endTour(how: 'done' | 'skipped'): void {
  if (!useTour.getState().open) return;
  useTour.setState({ open: false, chosen: undefined });
  toast(how === 'done' ? TOUR_TEXTS.allDone : TOUR_TEXTS.skipped);
  void remember(how);
}

/** For a new user's first project: whoever has seen the tour, or has had projects before, knows the way. */
export async function offerTour(): Promise<void> {
  try {
    const [{ tour }, recent] = await Promise.all([engine().system.getSettings(), engine().project.recent()]);
    if (tour === undefined && recent.length <= 1) startTour();
  } catch {
    // A tour that is not offered is missing to nobody: it stands in the help menu.
  }
}

async function remember(how: 'done' | 'skipped'): Promise<void> {
  try {
    await engine().system.setSetting({ name: 'tour', value: how });
    await queryClient.invalidateQueries({ queryKey: api.system.getSettings.key() });
  } catch {
    // It is then offered once more, with the next first project.
  }
}
