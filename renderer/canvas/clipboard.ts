import { type Point, wireId } from '../../core/flow.ts';
import type { FlowClip } from '../../core/flow-clip.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { boundsOf } from '../flow/arrange.ts';
import { boxesOf } from '../flow/boxes.ts';
import { clipCorner, clipText, copyClip, isEmptyClip, MOST_NODES, pasteEdits } from '../flow/clip.ts';
import { snap } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { removeAndHealEdits, takeOutEdits } from '../flow/splice.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { focusNode, toCanvas, viewCentre, visibleArea } from './canvas-instance.ts';
import { pointerOnCanvas } from './pointer.ts';

const STEP = 40;

/** The nodes that are chosen, without notes and frames. */
export function chosenNodes(): readonly string[] {
  const { selection } = useScreen.getState();
  return currentFlow()
    .nodes.filter((node) => selection.includes(node.id))
    .map((node) => node.id);
}

/** Removes whatever is chosen: nodes, notes, frames, wires. One undo brings it back. With `heal`, wires close the gaps that nodes leave. */
export function removeSelection(label: string = TEXTS.edits.remove, heal = false): void {
  const { selection, wires } = useScreen.getState();
  const flow = currentFlow();
  const nodes = chosenNodes();
  const marks = [...flow.notes, ...flow.frames]
    .filter((mark) => selection.includes(mark.id))
    .map((mark) => mark.id);
  // Wires at the nodes go with them.
  const gone = flow.wires.filter(
    (wire) =>
      wires.includes(wireId(wire)) && !nodes.includes(wire.from.node) && !nodes.includes(wire.to.node),
  );
  const { catalog } = useFlowStore.getState();
  editFlow(
    [
      ...gone.map((wire) => ({ kind: 'disconnect' as const, wire })),
      ...(heal ? removeAndHealEdits(flow, catalog, nodes) : []),
      ...(!heal && nodes.length > 0 ? [{ kind: 'remove-nodes' as const, ids: nodes }] : []),
      ...(marks.length > 0 ? [{ kind: 'remove-marks' as const, ids: marks }] : []),
    ],
    nodes.length === 0 && marks.length === 0 ? CANVAS_TEXTS.edits.disconnect : label,
  );
  selectNodes([]);
}

/** Takes the chosen nodes out of their wires, which close behind them. */
export function takeOutSelection(): void {
  const edits = takeOutEdits(currentFlow(), useFlowStore.getState().catalog, chosenNodes());
  editFlow(edits, CANVAS_TEXTS.edits.takeOut);
}

/** Writes what is chosen to the clipboard event; frames take along what stands in them only when that is chosen, too. */
export function copySelection(event: ClipboardEvent): boolean {
  const clip = copyClip(currentFlow(), useScreen.getState().selection);
  if (isEmptyClip(clip)) return false;
  event.clipboardData?.setData('text/plain', clipText(clip));
  event.preventDefault();
  return true;
}

/** Puts what is on the clipboard where the pointer is; with `outside`, wires to what stayed behind are drawn again. */
export function pasteClipboard(event: ClipboardEvent, outside = false): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  // Only what can be a flow goes to the engine: a clipboard holds other people's secrets, too.
  if (!text.includes('{') || !/"(?:nodes|notes|frames)"/.test(text)) return;
  event.preventDefault();
  void pasteText(text, outside, CANVAS_TEXTS.paste.broken);
}

/** Reads a part of a flow out of a text and puts it in. False where the text holds none; what is wrong with one is said. */
export async function pasteText(text: string, outside: boolean, broken: string): Promise<boolean> {
  try {
    const read = await engine().flow.readClip({ text });
    if (!read) return false;
    if ('clip' in read) pasteClip(read.clip, outside);
    else toast(broken, { tone: 'err', remedy: read.problem });
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  }
  return true;
}

function pasteClip(clip: FlowClip, outside: boolean): void {
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  if (flow.nodes.length + clip.nodes.length > MOST_NODES) {
    toast(CANVAS_TEXTS.paste.tooMany(MOST_NODES), { tone: 'err', remedy: CANVAS_TEXTS.paste.tooManyRemedy });
    return;
  }
  const offset = pasteOffset(clip);
  const { edits, ids } = pasteEdits(flow, clip, { offset, ...(outside && { outside: catalog }) });
  editFlow(edits, CANVAS_TEXTS.edits.paste(ids.length));
  selectNodes(ids);
  if (ids[0] !== undefined) focusNode(ids[0]);
}

/** Its middle comes to the pointer, or to the middle of the view, but into view; what was pasted there just before is not covered. */
function pasteOffset(clip: FlowClip): Point {
  const corner = clipCorner(clip);
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  const { width = 0, height = 0 } = boundsOf(boxesOf({ ...flow, ...clip }, catalog, new Map())) ?? {};
  const pointer = pointerOnCanvas();
  const middle = pointer ? toCanvas(pointer) : viewCentre();
  const area = visibleArea();
  const into = (wanted: number, size: number, start = wanted, room = 0) =>
    size > room ? wanted : Math.min(Math.max(wanted, start), start + room - size);
  let place = snap({
    x: into(middle.x - width / 2, width, area?.x, area?.width),
    y: into(middle.y - height / 2, height, area?.y, area?.height),
  });
  const taken = new Set(
    [...flow.nodes, ...flow.notes, ...flow.frames].map(({ position: { x, y } }) => `${x},${y}`),
  );
  const first = [...clip.nodes, ...clip.notes, ...clip.frames][0]?.position ?? corner;
  const covers = (at: Point) => taken.has(`${first.x + at.x - corner.x},${first.y + at.y - corner.y}`);
  for (let tries = 0; tries < 100 && covers(place); tries += 1)
    place = { x: place.x + STEP, y: place.y + STEP };
  return { x: place.x - corner.x, y: place.y - corner.y };
}

/** Puts a copy of these beside them, with the wires among them. */
export function duplicateNodes(of: readonly string[]): void {
  const flow = currentFlow();
  const { edits, ids } = pasteEdits(flow, copyClip(flow, of), { offset: { x: STEP, y: STEP } });
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
