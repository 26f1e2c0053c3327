import { newNodeId } from '../../core/flow-edit.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { NODE_WIDTH, snap } from '../flow/flow-actions.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import { startView, viewCentre, viewFacts } from './canvas-instance.ts';
import { tidyEdits } from './tidy.ts';

/** Puts an empty note into the middle of the view. */
export function addNote(): void {
  const id = newNodeId(currentFlow(), 'note');
  const note = { id, position: snap(viewCentre()), width: NODE_WIDTH, text: TEXTS.canvas.newNote };
  editFlow([{ kind: 'put-note', note }], TEXTS.canvas.addNote);
  selectNodes([id]);
}

const MARGIN = 20;
const TITLE = 40;
const LIKELY_HEIGHT = 180;

/** Draws a frame around the chosen nodes. */
export function frameSelection(): void {
  const flow = currentFlow();
  const { selection } = useScreen.getState();
  const nodes = flow.nodes.filter((node) => selection.includes(node.id));
  if (nodes.length === 0) return;
  const left = Math.min(...nodes.map((node) => node.position.x)) - MARGIN;
  const top = Math.min(...nodes.map((node) => node.position.y)) - TITLE;
  const right = Math.max(...nodes.map((node) => node.position.x + (node.width ?? NODE_WIDTH))) + MARGIN;
  const bottom = Math.max(...nodes.map((node) => node.position.y + LIKELY_HEIGHT)) + MARGIN;
  const id = newNodeId(flow, 'frame');
  const frame = {
    id,
    position: { x: left, y: top },
    width: right - left,
    height: bottom - top,
    title: TEXTS.canvas.newFrame,
  };
  editFlow([{ kind: 'put-frame', frame }], TEXTS.canvas.frameSelection);
}

/** Lays all nodes out anew, as wide as the view. */
export function tidyFlow(): void {
  const { width, heights } = viewFacts();
  const edits = tidyEdits(currentFlow(), width, heights);
  if (edits.length === 0) return;
  editFlow(edits, TEXTS.edits.tidy);
  requestAnimationFrame(() => requestAnimationFrame(startView));
}
