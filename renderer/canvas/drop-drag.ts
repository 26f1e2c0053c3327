import { findNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { selectNodes } from '../app/screen.ts';
import { copyClip, pasteEdits } from '../flow/clip.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { spliceEdits, takeOutEdits } from '../flow/splice.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { type Drag, wireThatTakes } from './drag.ts';

/** What becomes of things that are let go: one step of undo, whatever goes along with it. */
export function dropDrag(drag: Drag, wire: string | undefined): void {
  if (drag.mode === 'copy') dropCopies(drag);
  else dropMoved(drag, wire);
}

function dropCopies({ boxes, by }: Drag): void {
  if (by.x === 0 && by.y === 0) return;
  const flow = currentFlow();
  const { edits, ids } = pasteEdits(
    flow,
    copyClip(
      flow,
      boxes.map(({ id }) => id),
    ),
    { offset: by },
  );
  editFlow(edits, TEXTS.edits.duplicate);
  selectNodes(ids);
}

function dropMoved({ boxes, by, mode, spliceable }: Drag, wireId: string | undefined): void {
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  const present = new Set([...flow.nodes, ...flow.notes, ...flow.frames].map(({ id }) => id));
  const moves = boxes
    .filter(({ id }) => present.has(id) && (by.x !== 0 || by.y !== 0))
    .map(({ id, x, y }) => ({ id, position: { x: Math.round(x + by.x), y: Math.round(y + by.y) } }));
  const edits: FlowEdit[] = moves.length > 0 ? [{ kind: 'move', moves }] : [];
  let label: string = moves.length === 1 ? TEXTS.edits.move : CANVAS_TEXTS.edits.move(moves.length);
  if (mode === 'take-out') {
    const out = takeOutEdits(
      flow,
      catalog,
      boxes.map(({ id }) => id),
    );
    edits.push(...out);
    if (out.length > 0) label = CANVAS_TEXTS.edits.takeOut;
  }
  const node = spliceable && findNode(flow, spliceable.id);
  const wire = node && wireId !== undefined ? wireThatTakes(wireId, node) : undefined;
  if (node && wire) {
    edits.push(...(spliceEdits(applyEdits(flow, edits), catalog, wire, node) ?? []));
    label = CANVAS_TEXTS.edits.splice(nodeTitle(node, catalog));
  }
  editFlow(edits, label);
}
