import { create } from 'zustand';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';

interface PreflightState {
  /** The node whose preflight is on the screen. */
  readonly node: string | undefined;
  /** The last complete one of each node, while this window is open. */
  readonly known: Readonly<Record<string, TrainingPreflight>>;
}

export const usePreflight = create<PreflightState>(() => ({ node: undefined, known: {} }));

/** Shows what training at a node will take. */
export function openPreflight(node: string): void {
  usePreflight.setState({ node });
}

export function closePreflight(): void {
  usePreflight.setState({ node: undefined });
}

export function keepPreflight(preflight: TrainingPreflight): void {
  usePreflight.setState(({ known }) => ({ known: { ...known, [preflight.node]: preflight } }));
}

export function useLastPreflight(node: string): TrainingPreflight | undefined {
  return usePreflight((state) => state.known[node]);
}
