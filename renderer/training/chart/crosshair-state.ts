import { create } from 'zustand';

interface Crosshair {
  /** The step at which all charts of a job are read; undefined while nobody reads. */
  readonly step: number | undefined;
  /** Set by keys, so that the charts have to be told where it is. */
  readonly byKeys: boolean;
}

export const useCrosshair = create<Crosshair>(() => ({ step: undefined, byKeys: false }));

/** Reads all charts of a job at a step. */
export function readAt(step: number | undefined, byKeys = false): void {
  const now = useCrosshair.getState();
  if (now.step !== step || now.byKeys !== byKeys) useCrosshair.setState({ step, byKeys });
}
