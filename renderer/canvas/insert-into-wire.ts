import { wireId } from '../../core/flow.ts';
import { useScreen } from '../app/screen.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { canvasElement, toCanvas } from './canvas-instance.ts';
import { useQuickAdd } from './quick-add-state.ts';

/** Lists what fits into the chosen wire; what is chosen there takes its place. */
export function insertIntoWire(): void {
  const { wires } = useScreen.getState();
  const into = currentFlow().wires.find((wire) => wireId(wire) === wires[0]);
  const selector = into && `[data-id="${CSS.escape(wireId(into))}"]`;
  const box = selector && canvasElement()?.querySelector(selector)?.getBoundingClientRect();
  if (!into || !box) return;
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  const { x, y } = toCanvas(middle);
  useQuickAdd.setState({ request: { at: middle, place: { x: x - NODE_WIDTH / 2, y: y - 40 }, into } });
}
