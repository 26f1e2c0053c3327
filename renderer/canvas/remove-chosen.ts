import { useScreen } from '../app/screen.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { focusCanvas, focusNode } from './canvas-instance.ts';
import { removeSelection } from './clipboard.ts';
import { wireAt } from './focus-wire.ts';
import { nodeAt } from './focused-node.ts';
import { heirOf } from './follow-wires.ts';

/**
 * Removes whatever is chosen. The focus of a card or wire that goes is not lost: it goes on at what is left beside it, or stays on
 * the canvas where nothing is, so that the next keys still reach it.
 *
 * @param from what has the focus
 * @param label what undo calls it; absent: removing
 * @param heal whether wires close the gaps that nodes leave
 */
export function removeChosen(from: Element | null | undefined, label?: string, heal = false): void {
  const wire = wireAt(from);
  const node = nodeAt(from);
  const gone = new Set(useScreen.getState().selection);
  const leaves = node !== undefined && gone.has(node);
  const heir = wire?.from.node ?? (leaves ? heirOf(currentFlow(), node, gone) : undefined);
  removeSelection(label, heal);
  if (heir !== undefined) focusNode(heir);
  else if (leaves) focusCanvas();
}
