import type { Flow, Frame, Point } from '../../core/flow.ts';
import { type FlowEdit, newNodeId } from '../../core/flow-edit.ts';
import { type Box, boundsOf } from './arrange.ts';

/** Room between a frame's edge and what stands in it, and for its title, canvas units. */
const MARGIN = 20;
const TITLE = 40;
const GRID = 20;

type Area = Pick<Frame, 'position' | 'width' | 'height'>;

/** The rectangle of a frame that holds these boxes, on the grid; undefined for none. */
export function areaAround(boxes: readonly Box[]): Area | undefined {
  const around = boundsOf(boxes);
  if (!around) return undefined;
  const left = Math.floor((around.x - MARGIN) / GRID) * GRID;
  const top = Math.floor((around.y - TITLE) / GRID) * GRID;
  const right = Math.ceil((around.x + around.width + MARGIN) / GRID) * GRID;
  const bottom = Math.ceil((around.y + around.height + MARGIN) / GRID) * GRID;
  return { position: { x: left, y: top }, width: right - left, height: bottom - top };
}

/** A new frame around boxes. */
export function frameAround(flow: Flow, boxes: readonly Box[], title: string): FlowEdit | undefined {
  const area = areaAround(boxes);
  return area && { kind: 'put-frame', frame: { id: newNodeId(flow, 'frame'), ...area, title } };
}

/**
 * Ids of what a box that is drawn on the canvas chooses: everything it touches; frames only when they lie in it as a whole, so that some
 * of what stands in a frame can be chosen without it.
 */
export function chosenByBox(
  area: Omit<Box, 'id'>,
  boxes: readonly Box[],
  frameIds: ReadonlySet<string>,
): readonly string[] {
  const [right, bottom] = [area.x + area.width, area.y + area.height];
  return boxes
    .filter(({ id, x, y, width, height }) =>
      frameIds.has(id)
        ? x >= area.x && y >= area.y && x + width <= right && y + height <= bottom
        : x < right && x + width > area.x && y < bottom && y + height > area.y,
    )
    .map(({ id }) => id);
}

/** What stands in a frame: everything whose middle does; frames only when they lie in it as a whole. */
export function insideFrame(
  frame: Frame,
  boxes: readonly Box[],
  frameIds: ReadonlySet<string>,
): readonly Box[] {
  return boxes.filter((box) => {
    if (box.id === frame.id) return false;
    return frameIds.has(box.id)
      ? holds(frame, box) && holds(frame, { x: box.x + box.width, y: box.y + box.height })
      : holds(frame, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  });
}

function holds({ position, width, height }: Area, point: Point): boolean {
  return (
    point.x >= position.x &&
    point.y >= position.y &&
    point.x <= position.x + width &&
    point.y <= position.y + height
  );
}
