import { findNode, type Point, type Wire } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { wiresFrom } from '../../core/flow-graph.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { GRID, neighbour } from '../flow/flow-actions.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { peekAtWire } from '../seeing/peek-state.ts';
import { TEXTS } from '../texts.ts';
import { focusNode } from './canvas-instance.ts';
import { beginEditing } from './editing.ts';
import { focusWire, wireAt } from './focus-wire.ts';
import { nodeAt, stepInNode } from './focused-node.ts';

/** Where an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

const STEPS: Readonly<Record<Direction, Point>> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
};

/** Gives the focus to the next node in a direction, to the next button on the node, or along and between wires. */
export function goToNeighbour(direction: Direction, focused: Element | null = document.activeElement): void {
  const wire = wireAt(focused);
  if (wire) {
    goFromWire(wire, direction);
    return;
  }
  if (stepInNode(focused, direction === 'right' || direction === 'down' ? 1 : -1)) return;
  const flow = currentFlow();
  const from = nodeAt(focused) ?? useScreen.getState().selection[0];
  const next = from === undefined ? flow.nodes[0]?.id : neighbour(flow, from, direction);
  if (next === undefined) return;
  selectNodes([next]);
  focusNode(next);
}

/** From a wire to its ends, or to the next wire of the same node. */
function goFromWire(wire: Wire, direction: Direction): void {
  if (direction === 'left' || direction === 'right') {
    const end = direction === 'left' ? wire.from.node : wire.to.node;
    selectNodes([end]);
    focusNode(end);
    return;
  }
  const wires = wiresFrom(currentFlow(), wire.from.node);
  const next = wires[wires.indexOf(wire) + (direction === 'down' ? 1 : -1)];
  if (next) focusWire(next);
}

/** Moves whatever is chosen by one step of the grid; steps that follow each other are one undo. */
export function moveSelection(direction: Direction): void {
  const flow = currentFlow();
  const ids = useScreen.getState().selection;
  const step = STEPS[direction];
  const moved = [...flow.nodes, ...flow.notes, ...flow.frames].filter(({ id }) => ids.includes(id));
  const edit: FlowEdit = {
    kind: 'move',
    moves: moved.map(({ id, position }) => ({
      id,
      position: { x: position.x + step.x, y: position.y + step.y },
    })),
  };
  // The word that joins steps is short: many are told apart by the first of them and their number.
  if (moved.length > 0) editFlow([edit], TEXTS.edits.move, `move ${moved.length} ${moved[0]?.id}`);
}

/** Leads to the settings of the node that has the focus, on a wire to its samples, on a note or a frame to its text; false on a button, which has its own Enter. */
export function openInspector(from?: Element): boolean {
  if (from instanceof HTMLButtonElement) return false;
  const wire = from?.closest('.react-flow__edge')?.getAttribute('data-id');
  if (wire) return peekAtWire(wire);
  const id = nodeAt(from);
  if (id !== undefined) selectNodes([id]);
  if (id !== undefined && !findNode(currentFlow(), id)) {
    beginEditing(id);
    return true;
  }
  if (useScreen.getState().selection.length === 0) return false;
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>('[data-region="inspector"] [role="tab"][aria-selected="true"]')
      ?.focus(),
  );
  return true;
}
