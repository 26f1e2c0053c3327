import { useStore } from '@xyflow/react';
import { useLayoutEffect } from 'react';
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

/** Keeps the level in step with the zoom: one listener instead of one in each card and wire. */
export function FollowZoom(): null {
  const level = useStore((store) => detailAt(store.transform[2]));
  // Before the browser paints, so that no frame shows the wrong level.
  useLayoutEffect(() => useDetail.setState({ level }), [level]);
  return null;
}
