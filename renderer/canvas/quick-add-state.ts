import { create } from 'zustand';
import type { Point, Wire } from '../../core/flow.ts';
import type { LooseWire } from './add-node.ts';

/** Where nodes are added from the keyboard, a double-click, or a wire that was let go in the empty. */
export interface QuickAddRequest {
  /** Where the list stands, pixels in the window. */
  readonly at: Point;
  /** Where the node goes, canvas units; undefined leaves it to the flow. */
  readonly place: Point | undefined;
  readonly wire?: LooseWire;
  /** The wire that the node is put into. */
  readonly into?: Wire;
}

export const useQuickAdd = create<{ readonly request: QuickAddRequest | undefined }>(() => ({
  request: undefined,
}));
