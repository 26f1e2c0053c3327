import { newNodeId } from '../../core/flow-edit.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { NODE_WIDTH, snap } from '../flow/flow-actions.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { frameAround } from '../flow/frames.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { boxesNow } from './boxes.ts';
import { measuredHeights, startView, viewCentre, viewWidth } from './canvas-instance.ts';
import { tidyEdits } from './tidy.ts';

/** Puts an empty note into the middle of the view. */
export function addNote(): void {
  const id = newNodeId(currentFlow(), 'note');
  const note = { id, position: snap(viewCentre()), width: NODE_WIDTH, text: TEXTS.canvas.newNote };
  editFlow([{ kind: 'put-note', note }], TEXTS.canvas.addNote);
  selectNodes([id]);
}

/** Draws a frame around whatever is chosen. */
export function frameSelection(): void {
  const { selection } = useScreen.getState();
  const flow = currentFlow();
  const boxes = boxesNow().filter(({ id }) => selection.includes(id));
  const edit = frameAround(flow, boxes, TEXTS.canvas.newFrame);
  if (edit?.kind !== 'put-frame') return;
  editFlow([edit], CANVAS_TEXTS.edits.group);
  selectNodes([edit.frame.id]);
}

/** Lays all nodes out anew, as wide as the view. */
export function tidyFlow(): void {
  const edits = tidyEdits(currentFlow(), viewWidth(), measuredHeights());
  if (edits.length === 0) return;
  editFlow(edits, TEXTS.edits.tidy);
  requestAnimationFrame(() => requestAnimationFrame(startView));
}
