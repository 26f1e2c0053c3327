import type { Edge, Node } from '@xyflow/react';
import { type Endpoint, type Flow, type Point, wireId } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { portsOf, type Side } from '../flow/wire-fit.ts';
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
/** Arrow keys lead from one to the next; the canvas is one place in the order of Tab (`CanvasEntry`). */
const OUT_OF_TAB_ORDER = { tabIndex: -1 } as const;
const UNTOUCHED = { pointerEvents: 'none' } as const;

/** The flow as React Flow's nodes. */
export function canvasNodes(flow: Flow, selection: ReadonlySet<string>, live: LiveBoxes): CanvasNode[] {
  const make = (
    id: string,
    type: CanvasNode['type'],
    place: Point,
    more: Partial<CanvasNode> = {},
  ): CanvasNode => {
    const position = live.places.get(id) ?? place;
    const measured = live.sizes.get(id);
    const selected = selection.has(id);
    return {
      id,
      type,
      position,
      data: NOTHING,
      selected,
      domAttributes: OUT_OF_TAB_ORDER,
      ...(measured && { measured }),
      ...more,
    };
  };
  return [
    ...flow.frames.map((frame) =>
      make(frame.id, 'frame', frame.position, {
        width: frame.width,
        height: frame.height,
        zIndex: -2,
        ariaLabel: frame.title,
        dragHandle: '.frame-title',
        // Only its title and edges take the pointer: see FrameMark.tsx.
        style: UNTOUCHED,
      }),
    ),
    ...flow.notes.map((note) =>
      make(note.id, 'note', note.position, {
        width: note.width,
        ...(note.height !== undefined && { height: note.height }),
        ariaLabel: note.text,
      }),
    ),
    ...flow.nodes.map((node) =>
      // How it stands changes many times a second: the card itself writes it, and is named as the label.
      make(node.id, 'card', node.position, {
        domAttributes: { ...OUT_OF_TAB_ORDER, 'aria-labelledby': readingId(node.id) },
      }),
    ),
  ];
}

/** Id of the element that says what a node is and how it stands. */
export function readingId(node: string): string {
  return `reading-${node}`;
}

/** The flow's wires as React Flow's edges. */
export function canvasEdges(flow: Flow, catalog: NodeCatalog, selected: ReadonlySet<string>): CanvasEdge[] {
  const titles = new Map(flow.nodes.map((node) => [node.id, nodeTitle(node, catalog)]));
  const types = new Map(flow.nodes.map((node) => [node.id, catalog.get(node.type)]));
  const nameOf = ({ node, port }: Endpoint, side: Side, title = node) => {
    const known = portsOf(types.get(node), side).find(({ name }) => name === port);
    return TEXTS.canvas.wireEnd(title, known?.label ?? port);
  };
  return flow.wires
    .filter((wire) => titles.has(wire.from.node) && titles.has(wire.to.node))
    .map((wire) => {
      const id = wireId(wire);
      return {
        ariaLabel: TEXTS.canvas.wire(
          nameOf(wire.from, 'output', titles.get(wire.from.node)),
          nameOf(wire.to, 'input', titles.get(wire.to.node)),
        ),
        domAttributes: OUT_OF_TAB_ORDER,
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
