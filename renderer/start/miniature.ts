import type { TemplateInfo } from '../../core/contract/project.ts';

/** Size of a node in a miniature, in drawing units. */
export const MINI_NODE = { width: 36, height: 24 } as const;
const GAP = { x: 26, y: 16 } as const;

/** Sizes of a drawing: of its nodes, and between them. */
export interface MiniatureSizes {
  readonly node: { readonly width: number; readonly height: number };
  readonly gap: { readonly x: number; readonly y: number };
}
const SMALL: MiniatureSizes = { node: MINI_NODE, gap: GAP };

export interface MiniNode {
  readonly id: string;
  readonly type: string;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
}

/** Where a template's nodes stand in its miniature. */
export interface Miniature {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly MiniNode[];
  readonly wires: readonly { readonly key: string; readonly from: MiniNode; readonly path: string }[];
}

/**
 * Lays a flow out small: a column for each step of the longest way from a source, so that every wire goes forward, and the rows
 * that the nodes have on the canvas, so that branches show.
 */
export function layoutMiniature(
  { nodes, wires }: Pick<TemplateInfo, 'nodes' | 'wires'>,
  { node: size, gap }: MiniatureSizes = SMALL,
): Miniature {
  const depths = depthsOf(nodes, wires);
  const rows = rowsOf(nodes.map(({ y }) => y));
  const taken = new Set<string>();
  const places = [...nodes]
    .sort((a, b) => a.y - b.y)
    .map(({ id, type, y }) => {
      const column = depths.get(id) ?? 0;
      let row = rows.get(y) ?? 0;
      while (taken.has(`${column} ${row}`)) row += 1;
      taken.add(`${column} ${row}`);
      return { id, type, column, row };
    });
  const columns = Math.max(1, ...places.map(({ column }) => column + 1));
  const height = Math.max(1, ...places.map(({ row }) => row + 1)) * (size.height + gap.y) - gap.y;
  const placed = places.map(({ id, type, column, row }) => ({
    id,
    type,
    x: column * (size.width + gap.x),
    y: row * (size.height + gap.y),
  }));
  const byId = new Map(placed.map((node) => [node.id, node]));
  return {
    width: columns * (size.width + gap.x) - gap.x,
    height,
    nodes: placed,
    wires: wires.flatMap(([fromId, toId], index) => {
      const [from, to] = [byId.get(fromId), byId.get(toId)];
      return from && to ? [{ key: `${index}`, from, path: curve(from, to, size) }] : [];
    }),
  };
}

/** Nodes whose places differ by less than this, in canvas units, stand beside each other. */
const SAME_ROW = 60;

function rowsOf(ys: readonly number[]): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  let row = -1;
  let start = Number.NEGATIVE_INFINITY;
  for (const y of [...ys].sort((a, b) => a - b)) {
    if (y - start >= SAME_ROW) {
      row += 1;
      start = y;
    }
    rows.set(y, row);
  }
  return rows;
}

/** Longest way from a source, in wires. Bounded by the number of nodes, so that a circle ends. */
function depthsOf(nodes: TemplateInfo['nodes'], wires: TemplateInfo['wires']): ReadonlyMap<string, number> {
  const depths = new Map(nodes.map(({ id }) => [id, 0]));
  for (let round = 0; round < nodes.length; round += 1) {
    let changed = false;
    for (const [from, to] of wires) {
      const next = Math.min((depths.get(from) ?? 0) + 1, nodes.length - 1);
      if (!depths.has(from) || next <= (depths.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      depths.set(to, next);
      changed = true;
    }
    if (!changed) break;
  }
  // A circle may leave columns empty: they close up.
  const used = [...new Set(depths.values())].sort((a, b) => a - b);
  return new Map([...depths].map(([id, depth]) => [id, used.indexOf(depth)]));
}

function curve(from: MiniNode, to: MiniNode, size: MiniatureSizes['node']): string {
  const [x1, y1] = [from.x + size.width, from.y + size.height / 2];
  const [x2, y2] = [to.x, to.y + size.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
