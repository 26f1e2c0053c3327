import { create } from 'zustand';

interface HistoryViews {
  /** The undo list at the buttons in the top bar. */
  readonly list: boolean;
  /** The dialog of versions, at this revision; null shows the present one. */
  readonly versions: number | null | undefined;
}

/** Which views of the history are open. */
export const useHistoryViews = create<HistoryViews>(() => ({ list: false, versions: undefined }));

export function openHistory(): void {
  useHistoryViews.setState({ list: true });
}

/** Opens the versions at a revision, or at the present one. */
export function openVersions(revision: number | null = null): void {
  useHistoryViews.setState({ list: false, versions: revision });
}

export function closeVersions(): void {
  useHistoryViews.setState({ versions: undefined });
}
