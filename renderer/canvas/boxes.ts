import type { Box } from '../flow/arrange.ts';
import { boxesOf } from '../flow/boxes.ts';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import { measuredHeights } from './canvas-instance.ts';

/** The boxes of the flow as it stands on the screen. */
export function boxesNow(): readonly Box[] {
  return boxesOf(currentFlow(), useFlowStore.getState().catalog, measuredHeights());
}
