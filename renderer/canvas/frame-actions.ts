import type { Frame, FrameColour } from '../../core/flow.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { areaAround, frameAround, insideFrame } from '../flow/frames.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { chosenBoxes } from './arrange-selection.ts';
import { boxesNow } from './boxes.ts';
import { beginEditing } from './editing.ts';

const LABELS = CANVAS_TEXTS.edits;

/** The frames that are chosen. */
export function chosenFrames(): readonly Frame[] {
  const { selection } = useScreen.getState();
  return currentFlow().frames.filter(({ id }) => selection.includes(id));
}

/** Draws a frame around whatever is chosen, and asks for its title. */
export function frameSelection(): void {
  const edit = frameAround(currentFlow(), chosenBoxes(), TEXTS.canvas.newFrame);
  if (edit?.kind !== 'put-frame') return;
  editFlow([edit], LABELS.group);
  selectNodes([edit.frame.id]);
  beginEditing(edit.frame.id);
}

/** Takes the chosen frames away and chooses what stood in them. */
export function removeFrames(): void {
  const frames = chosenFrames();
  if (frames.length === 0) return;
  const inside = new Set(frames.flatMap((frame) => contentsOf(frame)));
  editFlow([{ kind: 'remove-marks', ids: frames.map(({ id }) => id) }], LABELS.ungroup);
  for (const { id } of frames) inside.delete(id);
  selectNodes([...inside]);
}

/** Makes the chosen frames as large as what stands in them asks for; an empty one stays as it is. */
export function fitFrames(): void {
  const boxes = boxesNow();
  const edits = chosenFrames().flatMap((frame) => {
    const inside = new Set(contentsOf(frame));
    const area = areaAround(boxes.filter(({ id }) => inside.has(id)));
    return area ? [{ kind: 'put-frame' as const, frame: { ...frame, ...area } }] : [];
  });
  editFlow(edits, LABELS.fitFrame);
}

/** `undefined` takes the colour away. */
export function colourFrames(colour: FrameColour | undefined): void {
  const edits = chosenFrames().map(({ colour: _old, ...frame }) => ({
    kind: 'put-frame' as const,
    frame: colour ? { ...frame, colour } : frame,
  }));
  editFlow(edits, LABELS.colourFrame);
}

function contentsOf(frame: Frame): readonly string[] {
  const frames = new Set(currentFlow().frames.map(({ id }) => id));
  return insideFrame(frame, boxesNow(), frames).map(({ id }) => id);
}
