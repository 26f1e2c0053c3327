import type { Point } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { GRID, neighbour } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { peekAtWire } from '../seeing/peek-state.ts';
import { TEXTS } from '../texts.ts';
import { canvasElement, focusNode } from './canvas-instance.ts';
import { chosenNodes } from './clipboard.ts';
import { nodeAt } from './focused-node.ts';
import { useQuickAdd } from './quick-add-state.ts';

/** Where an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

const STEPS: Readonly<Record<Direction, Point>> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
};

/** Gives the focus to the next node in a direction, from the one that has it or is chosen. */
export function goToNeighbour(direction: Direction): void {
  const flow = currentFlow();
  const from = nodeAt(document.activeElement) ?? useScreen.getState().selection[0];
  const next = from === undefined ? flow.nodes[0]?.id : neighbour(flow, from, direction);
  if (next === undefined) return;
  selectNodes([next]);
  focusNode(next);
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

/** Lists what fits the chosen node's main output; the node chosen there is added and wired. */
export function startWire(): void {
  const id = chosenNodes()[0];
  const node = currentFlow().nodes.find((each) => each.id === id);
  const output = node && useFlowStore.getState().catalog.get(node.type)?.outputs[0];
  const box = canvasElement()?.querySelector(`[data-id="${id}"]`)?.getBoundingClientRect();
  if (!node || !output || !box) return;
  useQuickAdd.setState({
    request: {
      at: { x: box.right + 8, y: box.top },
      place: { x: node.position.x + 280, y: node.position.y },
      wire: { side: 'output', type: output.type, node: node.id, port: output.name },
    },
  });
}

/** Leads to the settings of the node that has the focus, on a wire to its samples; false on a button, which has its own Enter. */
export function openInspector(from?: Element): boolean {
  if (from instanceof HTMLButtonElement) return false;
  const wire = from?.closest('.react-flow__edge')?.getAttribute('data-id');
  if (wire) return peekAtWire(wire);
  const id = nodeAt(from);
  if (id !== undefined) selectNodes([id]);
  if (useScreen.getState().selection.length === 0) return false;
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>('[data-region="inspector"] [role="tab"][aria-selected="true"]')
      ?.focus(),
  );
  return true;
}
