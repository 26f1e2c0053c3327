import type { Point } from '../../core/flow.ts';

/** Edges of a node's box in canvas units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface WirePath {
  readonly path: string;
  /** Where the count stands. */
  readonly label: Point;
}

const STUB = 20;
const RADIUS = 8;
/** How far above a node a wire runs that turns back: clear of the title of a frame around it, which begins 40 to 60 above; canvas units. */
const CLEARANCE = 64;

/**
 * A wire between two ports. Forward it is a curve; one that turns back runs in right angles through the gap between rows,
 * above the node it leads to, and above the title of a frame around that where there is room.
 */
export function wirePath(from: Point, to: Point, fromBox: Box, toBox: Box): WirePath {
  const forward = forwardPath(from, to);
  if (forward) return forward;
  const y = turnY(fromBox, toBox);
  const right = Math.max(from.x, Math.min(fromBox.right, from.x)) + STUB;
  const left = to.x - STUB;
  return {
    path: roundedPath(
      [from, { x: right, y: from.y }, { x: right, y }, { x: left, y }, { x: left, y: to.y }, to],
      RADIUS,
    ),
    label: { x: (right + left) / 2, y },
  };
}

/** A wire that goes forward, which needs to know of its ends alone; undefined for one that turns back. */
export function forwardPath(from: Point, to: Point): WirePath | undefined {
  return to.x - from.x >= STUB ? curve(from, to) : undefined;
}

function turnY(from: Box, to: Box): number {
  const below = to.top - from.bottom;
  if (below > 0) return to.top - Math.min(CLEARANCE, below / 2);
  const above = from.top - to.bottom;
  if (above > 0) return from.top - Math.min(CLEARANCE, above / 2);
  return Math.max(from.bottom, to.bottom) + STUB;
}

function curve(from: Point, to: Point): WirePath {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if (Math.abs(from.y - to.y) < 0.5) return { path: `M${from.x},${from.y} L${to.x},${to.y}`, label: middle };
  const reach = Math.max(30, (to.x - from.x) / 2);
  return {
    path: `M${from.x},${from.y} C${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`,
    label: middle,
  };
}

/** A line through points with its corners rounded; short stretches get smaller corners. */
export function roundedPath(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x},${first.y}`;
  for (const [index, corner] of rest.entries()) {
    const before = points[index];
    const after = rest[index + 1];
    if (!before || !after) {
      path += ` L${corner.x},${corner.y}`;
      continue;
    }
    const into = towards(corner, before, radius);
    const out = towards(corner, after, radius);
    path += ` L${into.x},${into.y} Q${corner.x},${corner.y} ${out.x},${out.y}`;
  }
  return path;
}

/** The point `radius` away from a corner, at most half way. */
function towards(corner: Point, other: Point, radius: number): Point {
  const dx = other.x - corner.x;
  const dy = other.y - corner.y;
  const length = Math.hypot(dx, dy);
  if (length === 0) return corner;
  const share = Math.min(radius, length / 2) / length;
  return { x: corner.x + dx * share, y: corner.y + dy * share };
}
