import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import { type Flow, type Frame, findNode, type Point } from '../../../core/flow.ts';
import type { FlowEdit } from '../../../core/flow-edit.ts';
import { wiresFrom, wiresInto } from '../../../core/flow-graph.ts';
import type { NodeCatalog } from '../../../core/node-descriptor.ts';
import { type Box, boundsOf } from '../../flow/arrange.ts';
import { GRID } from '../../flow/flow-actions.ts';
import { insideFrame } from '../../flow/frames.ts';
import { portsOf, type Side } from '../../flow/wire-fit.ts';

/** Where the first port stands below a card's upper edge, and how far apart ports are, canvas units; see NodePorts.tsx. */
const FIRST_PORT = 44;
const PORT_STEP = 20;

const ROOT = 'root';
const LAYERED: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  // What stands above stays above: nodes are given in the order of their places.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.considerModelOrder.components': 'FORCE_MODEL_ORDER',
};
/** Gaps in canvas units; a group does not inherit them. */
const SPACING: Readonly<Record<string, string>> = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '60',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.componentComponent': '60',
  'elk.spacing.edgeNode': '20',
};
/** Room for a frame's title and edges; as in flow/frames.ts. */
const FRAME = { ...SPACING, 'elk.padding': '[top=40,left=20,bottom=20,right=20]' };

/** What is laid out: these nodes of a flow, with the frames that hold some of them. */
export interface LayoutTask {
  readonly graph: ElkNode;
  readonly nodes: readonly Box[];
  /** The frames that are laid out as groups; empty where only a selection is laid out. */
  readonly frames: readonly Frame[];
  /** Everything is laid out: notes go along. */
  readonly whole: boolean;
}

/** A flow, or some of its nodes, as ELK takes it: cards with their ports, frames as groups. Undefined where there is nothing to do. */
export function layoutTask(
  flow: Flow,
  catalog: NodeCatalog,
  boxes: readonly Box[],
  only?: ReadonlySet<string>,
): LayoutTask | undefined {
  const wanted = new Set(flow.nodes.filter(({ id }) => only?.has(id) ?? true).map(({ id }) => id));
  const nodes = boxes.filter(({ id }) => wanted.has(id)).toSorted((a, b) => a.y - b.y || a.x - b.x);
  if (nodes.length < 2) return undefined;
  const groups = only ? [] : groupsOf(flow, boxes, nodes);
  const parents = new Map(
    groups.flatMap(({ frame, members }) => members.map((id) => [id, frame.id] as const)),
  );
  const childrenOf = (parent: string): ElkNode[] => [
    ...nodes
      .filter(({ id }) => (parents.get(id) ?? ROOT) === parent)
      .map((box) => elkCard(flow, catalog, box)),
    ...groups
      .filter(({ frame }) => (parents.get(frame.id) ?? ROOT) === parent)
      .map(({ frame }) => ({ id: frame.id, children: childrenOf(frame.id), layoutOptions: FRAME })),
  ];
  const edges = flow.wires
    .filter(({ from, to }) => wanted.has(from.node) && wanted.has(to.node))
    .map(
      ({ from, to }, index): ElkExtendedEdge => ({
        id: `wire-${index}`,
        sources: [portId(from.node, 'output', from.port)],
        targets: [portId(to.node, 'input', to.port)],
      }),
    );
  const graph = { id: ROOT, layoutOptions: { ...LAYERED, ...SPACING }, children: childrenOf(ROOT), edges };
  return { graph, nodes, frames: groups.map(({ frame }) => frame), whole: only === undefined };
}

/** Frames with what stands directly in each: nodes, and other such frames. Frames that hold no node are left where they are. */
function groupsOf(
  flow: Flow,
  boxes: readonly Box[],
  nodes: readonly Box[],
): readonly { readonly frame: Frame; readonly members: readonly string[] }[] {
  const frameIds = new Set(flow.frames.map(({ id }) => id));
  const frameBoxes = boxes.filter(({ id }) => frameIds.has(id));
  const area = ({ width, height }: Pick<Frame, 'width' | 'height'>) => width * height;
  const taken = new Set<string>();
  const groups = new Set<string>();
  // The smallest frame comes first: what stands in two of them stands directly in the inner one.
  return flow.frames
    .toSorted((a, b) => area(a) - area(b))
    .flatMap((frame) => {
      const inner = frameBoxes.filter((box) => groups.has(box.id));
      const members = insideFrame(frame, [...nodes, ...inner], frameIds)
        .map(({ id }) => id)
        .filter((id) => !taken.has(id));
      if (members.length === 0) return [];
      for (const id of members) taken.add(id);
      groups.add(frame.id);
      return [{ frame, members }];
    });
}

function elkCard(flow: Flow, catalog: NodeCatalog, box: Box): ElkNode {
  const node = findNode(flow, box.id);
  const type = catalog.get(node?.type ?? '');
  const ports = (side: Side, wired: readonly string[]): ElkPort[] => {
    const names = [...new Set([...portsOf(type, side).map(({ name }) => name), ...wired])];
    return names.map((name, index) => ({
      id: portId(box.id, side, name),
      width: 0,
      height: 0,
      x: side === 'input' ? 0 : box.width,
      y: Math.min(box.height, node?.collapsed ? box.height / 2 : FIRST_PORT + PORT_STEP * index),
    }));
  };
  return {
    id: box.id,
    width: box.width,
    height: box.height,
    ports: [
      ...ports(
        'input',
        wiresInto(flow, box.id).map(({ to }) => to.port),
      ),
      ...ports(
        'output',
        wiresFrom(flow, box.id).map(({ from }) => from.port),
      ),
    ],
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

function portId(node: string, side: Side, port: string): string {
  return `${node} ${side} ${port}`;
}

/** Places of nodes and frames out of ELK's answer, by id; its places are relative to the group. */
export function placesFrom(graph: ElkNode): ReadonlyMap<string, Omit<Box, 'id'>> {
  const places = new Map<string, Omit<Box, 'id'>>();
  const visit = (node: ElkNode, origin: Point) => {
    for (const { children = [], ...child } of node.children ?? []) {
      const at = { x: origin.x + (child.x ?? 0), y: origin.y + (child.y ?? 0) };
      places.set(child.id, { ...at, width: child.width ?? 0, height: child.height ?? 0 });
      visit({ ...child, children }, at);
    }
  };
  visit(graph, { x: 0, y: 0 });
  return places;
}

/**
 * Edits that bring everything to its new place, on the grid and with the upper left corner where it was. A note goes along with the
 * node it is nearest to, if that moves.
 */
export function layoutEdits(
  flow: Flow,
  boxes: readonly Box[],
  { nodes, frames, whole }: LayoutTask,
  places: ReadonlyMap<string, Omit<Box, 'id'>>,
): readonly FlowEdit[] {
  const frameIds = new Set(frames.map(({ id }) => id));
  const before = boundsOf(boxes.filter(({ id }) => frameIds.has(id) || places.has(id)));
  const after = boundsOf([...places.values()]);
  if (!before || !after) return [];
  const put = ({ x, y }: Point): Point => ({
    x: onGrid(x - after.x) + onGrid(before.x),
    y: onGrid(y - after.y) + onGrid(before.y),
  });
  const shifts = new Map<string, Point>();
  const moves = nodes.flatMap(({ id, x, y }) => {
    const place = places.get(id);
    const position = place && put(place);
    if (!position || (position.x === x && position.y === y)) return [];
    shifts.set(id, { x: position.x - x, y: position.y - y });
    return [{ id, position }];
  });
  const notes = whole ? noteMoves(flow, nodes, shifts) : [];
  const framed = frames.flatMap((frame): FlowEdit[] => {
    const place = places.get(frame.id);
    if (!place) return [];
    const next = {
      ...frame,
      position: put(place),
      width: onGrid(place.width + GRID / 2),
      height: onGrid(place.height + GRID / 2),
    };
    const same =
      next.position.x === frame.position.x &&
      next.position.y === frame.position.y &&
      next.width === frame.width &&
      next.height === frame.height;
    return same ? [] : [{ kind: 'put-frame', frame: next }];
  });
  const all = [...moves, ...notes];
  return [...(all.length > 0 ? [{ kind: 'move' as const, moves: all }] : []), ...framed];
}

function noteMoves(flow: Flow, nodes: readonly Box[], shifts: ReadonlyMap<string, Point>) {
  return flow.notes.flatMap(({ id, position: { x, y } }) => {
    let nearest: { readonly id: string; readonly distance: number } | undefined;
    for (const box of nodes) {
      const distance = Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
      if (!nearest || distance < nearest.distance) nearest = { id: box.id, distance };
    }
    const shift = nearest && shifts.get(nearest.id);
    return shift ? [{ id, position: { x: x + shift.x, y: y + shift.y } }] : [];
  });
}

function onGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}
