import { useStore } from '@xyflow/react';
import { useEffect, useLayoutEffect, useState } from 'react';
import { create } from 'zustand';
import { FULL_ZOOM } from './canvas-instance.ts';

/** 0: everything; 1 below 60 % zoom: icon, name, state, bar; 2 below 25 %: a box in the node's colour. */
export type DetailLevel = 0 | 1 | 2;

const BOX_ZOOM = 0.25;

/** What can be read at a zoom. */
export function detailAt(zoom: number): DetailLevel {
  return zoom < BOX_ZOOM ? 2 : zoom < FULL_ZOOM ? 1 : 0;
}

/** The canvas's level. It stands apart from React Flow's store, which tells all who listen at every step of a move. */
export const useDetail = create<{ readonly level: DetailLevel }>(() => ({ level: 0 }));

export function useDetailLevel(): DetailLevel {
  return useDetail((state) => state.level);
}

/** Cards that change their level in one frame. All sixty that may be in view at once would hold up the zoom that made them change. */
const CARDS_A_FRAME = { 0: 8, 1: 40, 2: 80 } as const;
/** Cards that have not changed yet, in the order in which they came into view. */
const waiting = new Set<() => void>();
let asked = false;

function changeSome(): void {
  asked = false;
  let left: number = CARDS_A_FRAME[useDetail.getState().level];
  for (const change of waiting) {
    waiting.delete(change);
    change();
    left -= 1;
    if (left === 0) break;
  }
  if (waiting.size > 0) changeSoon();
}

function changeSoon(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(changeSome);
}

/** The level at which one card is drawn: the canvas's, or a few frames behind it while many cards change. */
export function useCardLevel(): DetailLevel {
  const [level, setLevel] = useState(() => useDetail.getState().level);
  useEffect(() => {
    const change = () => setLevel(useDetail.getState().level);
    const follow = () => {
      waiting.add(change);
      changeSoon();
    };
    // What has changed between drawing and now.
    change();
    const leave = useDetail.subscribe(follow);
    return () => {
      leave();
      waiting.delete(change);
    };
  }, []);
  return level;
}

/** Keeps the level in step with the zoom: one listener instead of one in each card and wire. */
export function FollowZoom(): null {
  const level = useStore((store) => detailAt(store.transform[2]));
  // Before the browser paints, so that no frame shows the wrong level.
  useLayoutEffect(() => useDetail.setState({ level }), [level]);
  return null;
}
