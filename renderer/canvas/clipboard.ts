import { selectNodes, useScreen } from '../app/screen.ts';
import { clipText, copyNodes, pasteEdits, readClip } from '../flow/flow-actions.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import { focusNode } from './canvas-instance.ts';

const STEP = 40;

/** The nodes that are chosen, without notes and frames. */
export function chosenNodes(): readonly string[] {
  const { selection } = useScreen.getState();
  return currentFlow()
    .nodes.filter((node) => selection.includes(node.id))
    .map((node) => node.id);
}

/** Removes whatever is chosen: nodes, notes, frames, wires. One undo brings it back. */
export function removeSelection(label: string = TEXTS.edits.remove): void {
  const { selection, wires } = useScreen.getState();
  const flow = currentFlow();
  const nodes = flow.nodes.filter((node) => selection.includes(node.id)).map((node) => node.id);
  const marks = [...flow.notes, ...flow.frames]
    .filter((mark) => selection.includes(mark.id))
    .map((mark) => mark.id);
  const gone = flow.wires.filter((wire) =>
    wires.includes(`${wire.from.node}.${wire.from.port}>${wire.to.node}.${wire.to.port}`),
  );
  editFlow(
    [
      ...gone.map((wire) => ({ kind: 'disconnect' as const, wire })),
      ...(nodes.length > 0 ? [{ kind: 'remove-nodes' as const, ids: nodes }] : []),
      ...(marks.length > 0 ? [{ kind: 'remove-marks' as const, ids: marks }] : []),
    ],
    nodes.length === 0 && marks.length === 0 ? TEXTS.edits.disconnect : label,
  );
  selectNodes([]);
}

/** Writes the chosen nodes to the clipboard event. */
export function copySelection(event: ClipboardEvent): boolean {
  const ids = chosenNodes();
  if (ids.length === 0) return false;
  event.clipboardData?.setData('text/plain', clipText(copyNodes(currentFlow(), ids)));
  event.preventDefault();
  return true;
}

/** Puts nodes from the clipboard beside where they were copied. */
export function pasteClipboard(event: ClipboardEvent): void {
  const clip = readClip(event.clipboardData?.getData('text/plain') ?? '');
  if (!clip) return;
  event.preventDefault();
  const { edits, ids } = pasteEdits(currentFlow(), clip, { x: STEP, y: STEP });
  editFlow(edits, TEXTS.edits.paste);
  selectNodes(ids);
}

export function duplicateNodes(of: readonly string[]): void {
  const flow = currentFlow();
  const { edits, ids } = pasteEdits(flow, copyNodes(flow, of), { x: STEP, y: STEP });
  if (ids.length === 0) return;
  editFlow(edits, TEXTS.edits.duplicate);
  selectNodes(ids);
  if (ids[0] !== undefined) focusNode(ids[0]);
}

/** Switches a mode on for all of them, or off where all have it. */
export function toggleMode(ids: readonly string[], mode: 'bypassed' | 'muted'): void {
  const nodes = currentFlow().nodes.filter((node) => ids.includes(node.id));
  if (nodes.length === 0) return;
  const off = nodes.every((node) => node.mode === mode);
  editFlow(
    nodes.map((node) => ({ kind: 'set-node' as const, id: node.id, mode: off ? ('active' as const) : mode })),
    off ? TEXTS.edits.activate : mode === 'bypassed' ? TEXTS.edits.bypass : TEXTS.edits.mute,
  );
}
