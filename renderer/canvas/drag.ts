import { type Flow, findNode, type Point, type Wire, wireId } from '../../core/flow.ts';
import { type Guide, guidesFor } from '../flow/alignment-guides.ts';
import { type Box, boundsOf } from '../flow/arrange.ts';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import { insideFrame } from '../flow/frames.ts';
import { isUnwired, spliceWires } from '../flow/splice.ts';
import { boxesNow } from './boxes.ts';
import { visibleArea } from './canvas-instance.ts';
import { wireAt } from './hit-test.ts';

/** Pixels on the screen within which a neighbour's edge draws a dragged box to it. */
const REACH = 6;

/** Things in the hand. */
export interface Drag {
  readonly mode: 'move' | 'copy' | 'take-out';
  /** What moves, with what stands in a dragged frame, as it stood at the start. */
  readonly boxes: readonly Box[];
  readonly starts: ReadonlyMap<string, Point>;
  /** What others stand in view: what the dragged things can be level with. */
  readonly others: readonly Box[];
  /** One node without wires, which can be put into one. */
  readonly spliceable: { readonly id: string; readonly type: string } | undefined;
  /** How far it has come, canvas units. */
  by: Point;
  /** Esc was pressed: nothing comes of it. */
  cancelled: boolean;
}

export function beginDrag(
  ids: readonly string[],
  held: { readonly alt: boolean; readonly ctrl: boolean },
): Drag {
  const flow = currentFlow();
  const all = boxesNow();
  const moving = withContents(flow, all, new Set(ids));
  const boxes = all.filter(({ id }) => moving.has(id));
  const mode = held.alt ? (held.ctrl ? 'take-out' : 'copy') : 'move';
  const frames = new Set(flow.frames.map(({ id }) => id));
  const area = visibleArea();
  const [only] = ids;
  const node = ids.length === 1 && only !== undefined ? findNode(flow, only) : undefined;
  return {
    mode,
    boxes,
    starts: new Map(boxes.map(({ id, x, y }) => [id, { x, y }])),
    others: all.filter((box) => !moving.has(box.id) && !frames.has(box.id) && meets(box, area)),
    spliceable:
      node && mode !== 'copy' && (mode === 'take-out' || isUnwired(flow, node.id)) ? node : undefined,
    by: { x: 0, y: 0 },
    cancelled: false,
  };
}

/** Frames take along what stands in them. */
function withContents(flow: Flow, boxes: readonly Box[], ids: ReadonlySet<string>): ReadonlySet<string> {
  const frames = flow.frames.filter(({ id }) => ids.has(id));
  const frameIds = new Set(flow.frames.map(({ id }) => id));
  return new Set([
    ...ids,
    ...frames.flatMap((frame) => insideFrame(frame, boxes, frameIds).map(({ id }) => id)),
  ]);
}

/** How far the things go when the hand has gone `by`: to the lines of neighbours where one is near. Without `zoom` nothing draws them. */
export function dragShift(
  { boxes, others }: Drag,
  by: Point,
  zoom: number | undefined,
): { readonly by: Point; readonly guides: readonly Guide[] } {
  const around = boundsOf(boxes);
  if (!around || zoom === undefined) return { by, guides: [] };
  const { shift, guides } = guidesFor(
    { ...around, x: around.x + by.x, y: around.y + by.y },
    others,
    REACH / zoom,
  );
  return { by: { x: by.x + shift.x, y: by.y + shift.y }, guides };
}

export function placesOf({ boxes, by }: Drag): ReadonlyMap<string, Point> {
  return new Map(boxes.map(({ id, x, y }) => [id, { x: x + by.x, y: y + by.y }]));
}

/** The wire under one of the points that the dragged node fits into. */
export function spliceTarget({ spliceable }: Drag, points: readonly Point[]): string | undefined {
  if (!spliceable) return undefined;
  const id = wireAt(points, spliceable.id);
  return id !== undefined && wireThatTakes(id, spliceable) ? id : undefined;
}

/** A wire by its id, where a node of this type fits into it. */
export function wireThatTakes(
  id: string,
  node: { readonly id: string; readonly type: string },
): Wire | undefined {
  const flow = currentFlow();
  const wire = flow.wires.find((each) => wireId(each) === id);
  return wire && spliceWires(flow, useFlowStore.getState().catalog, wire, node) ? wire : undefined;
}

function meets(box: Box, area: Omit<Box, 'id'> | undefined): boolean {
  return (
    area === undefined ||
    (box.x < area.x + area.width &&
      box.x + box.width > area.x &&
      box.y < area.y + area.height &&
      box.y + box.height > area.y)
  );
}
