import type { Edge, Node } from '@xyflow/react';
import { type Flow, type Point, wireId } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { TEXTS } from '../texts.ts';

/** Cards, notes and frames read their content from the flow store by id; React Flow holds place and size only. */
export type CanvasNode = Node<Record<string, never>, 'card' | 'note' | 'frame'>;
export type CanvasEdge = Edge<Record<string, never>, 'wire'>;

/** What only the canvas knows: sizes it has measured, and places while something is dragged. */
export interface LiveBoxes {
  readonly sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>;
  readonly places: ReadonlyMap<string, Point>;
}

const NOTHING: Record<string, never> = {};

/** The flow as React Flow's nodes; objects of `before` are kept where nothing changed, so that nothing is drawn twice. */
export function canvasNodes(
  flow: Flow,
  catalog: NodeCatalog,
  selection: ReadonlySet<string>,
  live: LiveBoxes,
  before: ReadonlyMap<string, CanvasNode>,
): CanvasNode[] {
  const make = (
    id: string,
    type: CanvasNode['type'],
    place: Point,
    more: Partial<CanvasNode> = {},
  ): CanvasNode => {
    const position = live.places.get(id) ?? place;
    const measured = live.sizes.get(id);
    const selected = selection.has(id);
    const old = before.get(id);
    const same =
      old &&
      old.position.x === position.x &&
      old.position.y === position.y &&
      old.selected === selected &&
      old.measured === measured &&
      old.width === more.width &&
      old.height === more.height &&
      old.ariaLabel === more.ariaLabel;
    return same
      ? old
      : { id, type, position, data: NOTHING, selected, ...(measured && { measured }), ...more };
  };
  return [
    ...flow.frames.map((frame) =>
      make(frame.id, 'frame', frame.position, {
        width: frame.width,
        height: frame.height,
        zIndex: -2,
        ariaLabel: frame.title,
        dragHandle: '.frame-title',
      }),
    ),
    ...flow.notes.map((note) =>
      make(note.id, 'note', note.position, { width: note.width, ariaLabel: note.text }),
    ),
    ...flow.nodes.map((node) => {
      const descriptor = catalog.get(node.type);
      const title = node.title || descriptor?.title || node.type;
      const category = descriptor ? TEXTS.palette.categories[descriptor.category] : TEXTS.status.unknown;
      return make(node.id, 'card', node.position, { ariaLabel: `${title}, ${category}` });
    }),
  ];
}

/** The flow's wires as React Flow's edges. */
export function canvasEdges(flow: Flow, selected: ReadonlySet<string>): CanvasEdge[] {
  const there = new Set(flow.nodes.map((node) => node.id));
  return flow.wires
    .filter((wire) => there.has(wire.from.node) && there.has(wire.to.node))
    .map((wire) => {
      const id = wireId(wire);
      return {
        id,
        type: 'wire',
        source: wire.from.node,
        sourceHandle: wire.from.port,
        target: wire.to.node,
        targetHandle: wire.to.port,
        selected: selected.has(id),
        data: NOTHING,
      };
    });
}
