import { create } from 'zustand';

/** Pixels. */
export interface PanelLimits {
  readonly min: number;
  readonly max: number;
  readonly start: number;
}

const KEY = 'ekphrasis.panels';

interface PanelSizes {
  readonly sizes: Readonly<Record<string, number>>;
  readonly setSize: (panel: string, size: number, limits: PanelLimits) => void;
  /** Back to the size it starts with. */
  readonly restore: (panel: string) => void;
}

/** Sizes of panels that were changed by hand, remembered in this browser. */
export const usePanelSizes = create<PanelSizes>((set, get) => ({
  sizes: readSizes(localStorage.getItem(KEY)),
  setSize: (panel, size, limits) => {
    set({ sizes: { ...get().sizes, [panel]: clampSize(size, limits) } });
    localStorage.setItem(KEY, JSON.stringify(get().sizes));
  },
  restore: (panel) => {
    const { [panel]: _gone, ...rest } = get().sizes;
    set({ sizes: rest });
    localStorage.setItem(KEY, JSON.stringify(rest));
  },
}));

/** The panel's size now: as left by hand, or as it starts. */
export function usePanelSize(panel: string, limits: PanelLimits): number {
  return clampSize(usePanelSizes((state) => state.sizes[panel]) ?? limits.start, limits);
}

export function clampSize(size: number, { min, max }: PanelLimits): number {
  return Math.round(Math.min(max, Math.max(min, size)));
}

/** What was stored may come from another version: everything that is no number is dropped. */
export function readSizes(stored: string | null): Record<string, number> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
    );
  } catch {
    // A damaged entry only costs the remembered sizes.
    return {};
  }
}
