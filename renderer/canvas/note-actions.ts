import { newNodeId } from '../../core/flow-edit.ts';
import { selectNodes } from '../app/screen.ts';
import { freePlace, NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import { toCanvas, viewCentre } from './canvas-instance.ts';
import { beginEditing } from './editing.ts';
import { pointerOnCanvas } from './pointer.ts';

/** Puts an empty note near the pointer, or near the middle of the view, where no node is, and lets it be written. */
export function addNote(): void {
  const flow = currentFlow();
  const id = newNodeId(flow, 'note');
  const pointer = pointerOnCanvas();
  const position = freePlace(flow, pointer ? toCanvas(pointer) : viewCentre());
  const note = { id, position, width: NODE_WIDTH, text: '' };
  editFlow([{ kind: 'put-note', note }], TEXTS.canvas.addNote);
  selectNodes([id]);
  beginEditing(id);
}
