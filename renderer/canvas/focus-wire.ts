import { findNode, type Wire, wireId } from '../../core/flow.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { canvasElement, centreOn } from './canvas-instance.ts';

/** The wire that an element belongs to. */
export function wireAt(element: Element | null | undefined): Wire | undefined {
  const id = element?.closest('.react-flow__edge')?.getAttribute('data-id');
  return id == null ? undefined : currentFlow().wires.find((wire) => wireId(wire) === id);
}

/** The only wire that is chosen, with no node beside it. */
export function chosenWire(): Wire | undefined {
  const { selection, wires } = useScreen.getState();
  return selection.length === 0 && wires.length === 1
    ? currentFlow().wires.find((wire) => wireId(wire) === wires[0])
    : undefined;
}

/** Chooses a wire and gives it the focus; one out of view is brought into it. */
export function focusWire(wire: Wire): void {
  const id = wireId(wire);
  selectNodes([], [id]);
  const seek = (tries: number) => {
    const edge = canvasElement()?.querySelector<SVGGElement>(
      `.react-flow__edge[data-id="${CSS.escape(id)}"]`,
    );
    if (edge) edge.focus({ preventScroll: true });
    else if (tries > 0) {
      if (tries === TRIES) centreOnWire(wire);
      requestAnimationFrame(() => seek(tries - 1));
    }
  };
  requestAnimationFrame(() => seek(TRIES));
}

const TRIES = 30;

function centreOnWire(wire: Wire): void {
  const flow = currentFlow();
  const from = findNode(flow, wire.from.node)?.position;
  const to = findNode(flow, wire.to.node)?.position;
  if (from && to) centreOn({ x: (from.x + NODE_WIDTH + to.x) / 2, y: (from.y + to.y) / 2 + 40 });
}
