import type { Point } from '../../core/flow.ts';
import type { Box } from './arrange.ts';

/** A line that shows what a dragged thing is level with, canvas units. */
export interface Guide {
  readonly axis: 'x' | 'y';
  /** Where the line crosses its axis. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Guided {
  /** What to add to the place so that it is level. */
  readonly shift: Point;
  readonly guides: readonly Guide[];
}

type Rect = Omit<Box, 'id'>;

/**
 * The nearest lines through edges and middles of other boxes that a dragged box is within `reach` of, at most one an axis. The lines
 * reach over all boxes that they touch.
 */
export function guidesFor(moving: Rect, others: readonly Rect[], reach: number): Guided {
  const x = nearest(moving, others, 'x', reach);
  const y = nearest(moving, others, 'y', reach);
  const shift = { x: x?.shift ?? 0, y: y?.shift ?? 0 };
  const placed = { ...moving, x: moving.x + shift.x, y: moving.y + shift.y };
  const guides: Guide[] = [];
  if (x) guides.push(guideAt(placed, others, 'x', x.at));
  if (y) guides.push(guideAt(placed, others, 'y', y.at));
  return { shift, guides };
}

function nearest(
  moving: Rect,
  others: readonly Rect[],
  axis: 'x' | 'y',
  reach: number,
): { readonly shift: number; readonly at: number } | undefined {
  let best: { readonly shift: number; readonly at: number } | undefined;
  for (const other of others) {
    for (const at of linesOf(other, axis)) {
      for (const line of linesOf(moving, axis)) {
        const shift = at - line;
        if (Math.abs(shift) <= reach && (!best || Math.abs(shift) < Math.abs(best.shift)))
          best = { shift, at };
      }
    }
  }
  return best;
}

/** Start, middle and end of a box along an axis. */
function linesOf(box: Rect, axis: 'x' | 'y'): readonly number[] {
  const size = axis === 'x' ? box.width : box.height;
  return [box[axis], box[axis] + size / 2, box[axis] + size];
}

function guideAt(placed: Rect, others: readonly Rect[], axis: 'x' | 'y', at: number): Guide {
  const [across, size] = axis === 'x' ? (['y', 'height'] as const) : (['x', 'width'] as const);
  const level = others.filter((other) => linesOf(other, axis).some((line) => Math.abs(line - at) < 0.5));
  const touched = [placed, ...level];
  return {
    axis,
    at,
    from: Math.min(...touched.map((box) => box[across])),
    to: Math.max(...touched.map((box) => box[across] + box[size])),
  };
}
