import { useScreen } from '../app/screen.ts';
import {
  type Alignment,
  type Axis,
  alignMoves,
  type Box,
  distributeMoves,
  type Move,
} from '../flow/arrange.ts';
import { editFlow } from '../flow/flow-store.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { boxesNow } from './boxes.ts';

/** The boxes of whatever is chosen, frames included. */
export function chosenBoxes(): readonly Box[] {
  const chosen = new Set(useScreen.getState().selection);
  return boxesNow().filter(({ id }) => chosen.has(id));
}

export function alignSelection(how: Alignment): void {
  move(alignMoves(chosenBoxes(), how), CANVAS_TEXTS.commands.align[how]);
}

export function distributeSelection(axis: Axis): void {
  move(distributeMoves(chosenBoxes(), axis), CANVAS_TEXTS.commands.distribute[axis]);
}

function move(moves: readonly Move[], label: string): void {
  if (moves.length > 0) editFlow([{ kind: 'move', moves }], label);
}
