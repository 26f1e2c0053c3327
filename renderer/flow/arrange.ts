import type { Point } from '../../core/flow.ts';

/** A thing on the canvas with its size, canvas units. */
export interface Box extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Move {
  readonly id: string;
  readonly position: Point;
}

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'horizontal' | 'vertical';

/** The smallest rectangle around boxes; undefined around none. */
export function boundsOf(boxes: readonly Omit<Box, 'id'>[]): Omit<Box, 'id'> | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Moves that bring one edge, or the middle, of all boxes to that of the rectangle around them. Places are whole numbers. */
export function alignMoves(boxes: readonly Box[], how: Alignment): readonly Move[] {
  const around = boundsOf(boxes);
  if (!around || boxes.length < 2) return [];
  const place = (box: Box): Point => {
    switch (how) {
      case 'left':
        return { x: around.x, y: box.y };
      case 'centre':
        return { x: Math.round(around.x + (around.width - box.width) / 2), y: box.y };
      case 'right':
        return { x: around.x + around.width - box.width, y: box.y };
      case 'top':
        return { x: box.x, y: around.y };
      case 'middle':
        return { x: box.x, y: Math.round(around.y + (around.height - box.height) / 2) };
      case 'bottom':
        return { x: box.x, y: around.y + around.height - box.height };
    }
  };
  return moved(boxes, place);
}

/**
 * Moves that leave equal gaps between boxes along an axis; the first and the last stay. Boxes that are wider than their room
 * overlap equally.
 */
export function distributeMoves(boxes: readonly Box[], axis: Axis): readonly Move[] {
  const [at, size] = axis === 'horizontal' ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const sorted = boxes.toSorted((a, b) => a[at] + a[size] / 2 - (b[at] + b[size] / 2));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 3) return [];
  const taken = sorted.reduce((sum, box) => sum + box[size], 0);
  const gap = (last[at] + last[size] - first[at] - taken) / (sorted.length - 1);
  const places = new Map<string, number>();
  let next = first[at];
  for (const box of sorted) {
    places.set(box.id, box === last ? last[at] : Math.round(next));
    next += box[size] + gap;
  }
  return moved(boxes, (box) => ({ x: box.x, y: box.y, [at]: places.get(box.id) ?? box[at] }));
}

function moved(boxes: readonly Box[], place: (box: Box) => Point): readonly Move[] {
  return boxes.flatMap((box) => {
    const position = place(box);
    return position.x === box.x && position.y === box.y ? [] : [{ id: box.id, position }];
  });
}
