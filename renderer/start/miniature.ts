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
 * Lays a flow out small: a column for each step of the longest way from a source, so that every wire goes forward. Branches spread downwards
 * and meet in the middle, wherever the nodes stand on the canvas: there a long line is folded to fit the window.
 */
export function layoutMiniature(
  { nodes, wires }: Pick<TemplateInfo, 'nodes' | 'wires'>,
  { node: size, gap }: MiniatureSizes = SMALL,
): Miniature {
  const depths = depthsOf(nodes, wires);
  const rows = rowsOf(
    [...nodes].sort((a, b) => a.y - b.y),
    wires,
    depths,
  );
  const places = nodes.map(({ id, type }) => ({
    id,
    type,
    column: depths.get(id) ?? 0,
    row: rows.get(id) ?? 0,
  }));
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

/**
 * Rows, halves among them: a node stands beside the one that it follows, the second that follows it one row lower, and where ways meet in
 * their middle. In a column nodes keep a whole row apart.
 */
function rowsOf(
  nodes: TemplateInfo['nodes'],
  wires: TemplateInfo['wires'],
  depths: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const followers = new Map<string, string[]>();
  const leaders = new Map<string, string[]>();
  for (const [from, to] of wires) {
    if ((depths.get(from) ?? 0) >= (depths.get(to) ?? 0)) continue;
    const after = followers.get(from) ?? [];
    if (after.includes(to)) continue;
    followers.set(from, [...after, to]);
    leaders.set(to, [...(leaders.get(to) ?? []), from]);
  }
  const rows = new Map<string, number>();
  const columns = Math.max(0, ...depths.values()) + 1;
  for (let column = 0; column < columns; column += 1) {
    const wanted = nodes
      .filter(({ id }) => depths.get(id) === column)
      .map(({ id }, index) => {
        const from = (leaders.get(id) ?? []).map(
          (leader) => (rows.get(leader) ?? 0) + (followers.get(leader)?.indexOf(id) ?? 0),
        );
        const mean = from.reduce((sum, row) => sum + row, 0) / from.length;
        return { id, row: from.length === 0 ? index : Math.round(mean * 2) / 2 };
      })
      .sort((a, b) => a.row - b.row);
    let free = 0;
    for (const { id, row } of wanted) {
      rows.set(id, Math.max(row, free));
      free = Math.max(row, free) + 1;
    }
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
