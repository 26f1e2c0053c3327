import type { TemplateInfo } from '../../core/contract/project.ts';

/** Size of a node in a miniature, in drawing units. */
export const MINI_NODE = { width: 36, height: 24 } as const;
const GAP = { x: 26, y: 16 } as const;

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
 * Lays a template out small: columns by the places that its nodes have on the canvas, so that the drawing looks like the flow,
 * with even gaps however wide it really is. Nodes of a column keep their order from the top and are centred.
 */
export function layoutMiniature({ nodes, wires }: Pick<TemplateInfo, 'nodes' | 'wires'>): Miniature {
  const columns: TemplateInfo['nodes'][number][][] = [];
  for (const node of [...nodes].sort((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    const first = last?.[0];
    if (last && first && node.x - first.x < SAME_COLUMN) last.push(node);
    else columns.push([node]);
  }
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * MINI_NODE.height + (tallest - 1) * GAP.y;
  const placed = columns.flatMap((column, index) => {
    const own = column.length * MINI_NODE.height + (column.length - 1) * GAP.y;
    return [...column]
      .sort((a, b) => a.y - b.y)
      .map(({ id, type }, row) => ({
        id,
        type,
        x: index * (MINI_NODE.width + GAP.x),
        y: (height - own) / 2 + row * (MINI_NODE.height + GAP.y),
      }));
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  return {
    width: Math.max(1, columns.length) * (MINI_NODE.width + GAP.x) - GAP.x,
    height,
    nodes: placed,
    wires: wires.flatMap(([fromId, toId], index) => {
      const [from, to] = [byId.get(fromId), byId.get(toId)];
      return from && to ? [{ key: `${index}`, from, path: curve(from, to) }] : [];
    }),
  };
}

/** Nodes closer than this, in canvas units, stand above each other. */
const SAME_COLUMN = 120;

function curve(from: MiniNode, to: MiniNode): string {
  const [x1, y1] = [from.x + MINI_NODE.width, from.y + MINI_NODE.height / 2];
  const [x2, y2] = [to.x, to.y + MINI_NODE.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
