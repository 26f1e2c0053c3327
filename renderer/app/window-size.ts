import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}

/** What the window has room for; the bounds are those of the design language, section 4. */
export interface Room {
  /** The palette stands beside the canvas; below it is a popover. */
  readonly palette: boolean;
  /** The inspector stands beside the canvas; below it overlays it. */
  readonly inspector: boolean;
  /** Search field and spend in full; below they shrink. */
  readonly wideTopBar: boolean;
  /** So narrow, as at 200 % zoom, that one panel is shown at a time. */
  readonly single: boolean;
  /** The strip is open by itself; below it starts folded. */
  readonly strip: boolean;
}

export function roomOf(width: number, height: number): Room {
  return {
    palette: width >= 1280,
    inspector: width >= 1120,
    wideTopBar: width >= 1200,
    single: width < 900,
    strip: height >= 720,
  };
}

let cached = { width: 0, height: 0, room: roomOf(0, 0) };

function snapshot(): Room {
  const { innerWidth: width, innerHeight: height } = window;
  if (cached.width !== width || cached.height !== height)
    cached = { width, height, room: roomOf(width, height) };
  return cached.room;
}

export function useRoom(): Room {
  return useSyncExternalStore(subscribe, snapshot);
}
