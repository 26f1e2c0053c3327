import { create } from 'zustand';

interface HistoryViews {
  /** The undo list at the buttons in the top bar. */
  readonly list: boolean;
  /** The dialog of versions, and where it opens. */
  readonly versions: VersionsAt | undefined;
}

/** A run's version, or without one the present flow. */
export interface VersionsAt {
  readonly run?: number;
}

/** Which views of the history are open. */
export const useHistoryViews = create<HistoryViews>(() => ({ list: false, versions: undefined }));

export function openHistory(): void {
  useHistoryViews.setState({ list: true });
}

export function openVersions(): void {
  useHistoryViews.setState({ list: false, versions: {} });
}

/** Opens the versions at the one that a run used. */
export function openVersionOfRun(run: number): void {
  useHistoryViews.setState({ list: false, versions: { run } });
}

export function closeVersions(): void {
  useHistoryViews.setState({ versions: undefined });
}
