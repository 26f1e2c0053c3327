import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** How this person likes the canvas to answer the hand; kept in the browser, not in a project. */
export interface CanvasPreferences {
  /** `zoom`: the wheel zooms. `pan`: wheel and trackpad move the view, and zoom with Ctrl or two fingers. */
  readonly wheel: 'zoom' | 'pan';
  /** Dragged things stop at the grid and level with their neighbours. */
  readonly snap: boolean;
}

export const useCanvasPreferences = create<CanvasPreferences>()(
  persist((): CanvasPreferences => ({ wheel: 'zoom', snap: true }), { name: 'ekphrasis.canvas' }),
);
