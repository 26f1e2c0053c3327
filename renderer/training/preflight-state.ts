import { create } from 'zustand';

interface PreflightState {
  /** The node whose preflight is on the screen. */
  readonly node: string | undefined;
}

export const usePreflight = create<PreflightState>(() => ({ node: undefined }));

/** Shows what training at a node will take. */
export function openPreflight(node: string): void {
  usePreflight.setState({ node });
}

export function closePreflight(): void {
  usePreflight.setState({ node: undefined });
}
