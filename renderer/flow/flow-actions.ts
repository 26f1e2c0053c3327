import { type Flow, type FlowNode, findNode, type Point, type Wire } from '../../core/flow.ts';
import { applyEdits, type FlowEdit, newNodeId } from '../../core/flow-edit.ts';
import { closesCycle } from '../../core/flow-graph.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { portFits } from '../../core/port.ts';

/** Nodes stand on a grid of this many canvas units. */
export const GRID = 20;
export const NODE_WIDTH = 220;

export function snap(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}

/** `captioners.endpoint` → `endpoint`; a stem that ends in a number would be read as one that was counted up. */
export function idStem(type: string): string {
  const stem = type
    .slice(type.lastIndexOf('.') + 1)
    .replace(/[^a-z0-9-]/g, '')
    .replace(/^[^a-z]+|(-\d+)+$/g, '');
  return stem || 'node';
}

/** A new node of a type, on the grid. */
export function freshNode(flow: Flow, type: NodeDescriptor, position: Point): FlowNode {
  return {
    id: newNodeId(flow, idStem(type.type)),
    type: type.type,
    version: type.version,
    title: '',
    position: snap(position),
    mode: 'active',
    params: {},
    notes: '',
  };
}

/** Whether a wire may be drawn: its ports are there, their types meet, and it closes no circle. */
export function canConnect(flow: Flow, catalog: NodeCatalog, wire: Wire): boolean {
  const from = findNode(flow, wire.from.node);
  const to = findNode(flow, wire.to.node);
  if (!from || !to) return false;
  const output = catalog.get(from.type)?.outputs.find((port) => port.name === wire.from.port);
  const input = catalog.get(to.type)?.inputs.find((port) => port.name === wire.to.port);
  if (!output || !input || !portFits(output.type, input.type)) return false;
  return !closesCycle(flow, from.id, to.id);
}

/** The wire that joins two nodes best: the first output that fits the first free input; `rejected` comes last. */
export function bestWire(
  catalog: NodeCatalog,
  from: Pick<FlowNode, 'id' | 'type'>,
  to: Pick<FlowNode, 'id' | 'type'>,
): Wire | undefined {
  const outputs = [...(catalog.get(from.type)?.outputs ?? [])].sort(
    (a, b) => Number(a.name === 'rejected') - Number(b.name === 'rejected'),
  );
  for (const output of outputs) {
    const input = catalog.get(to.type)?.inputs.find((port) => portFits(output.type, port.type));
    if (input) return { from: { node: from.id, port: output.name }, to: { node: to.id, port: input.name } };
  }
  return undefined;
}

/** What is copied: nodes with the wires between them. */
export interface Clip {
  readonly nodes: readonly FlowNode[];
  readonly wires: readonly Wire[];
}

export function copyNodes(flow: Flow, ids: readonly string[]): Clip {
  const chosen = new Set(ids);
  return {
    nodes: flow.nodes.filter((node) => chosen.has(node.id)),
    wires: flow.wires.filter((wire) => chosen.has(wire.from.node) && chosen.has(wire.to.node)),
  };
}

/** Edits that put a copy in, moved by `offset`, with fresh ids; `ids` are those of the new nodes. */
export function pasteEdits(
  flow: Flow,
  clip: Clip,
  offset: Point,
): { readonly edits: readonly FlowEdit[]; readonly ids: readonly string[] } {
  const edits: FlowEdit[] = [];
  const renamed = new Map<string, string>();
  let next = flow;
  for (const node of clip.nodes) {
    const id = newNodeId(next, idStem(node.type));
    renamed.set(node.id, id);
    const copy: FlowNode = {
      ...node,
      id,
      position: snap({ x: node.position.x + offset.x, y: node.position.y + offset.y }),
    };
    const edit: FlowEdit = { kind: 'add-node', node: copy };
    next = applyEdits(next, [edit]);
    edits.push(edit);
  }
  for (const wire of clip.wires) {
    const from = renamed.get(wire.from.node);
    const to = renamed.get(wire.to.node);
    if (from !== undefined && to !== undefined)
      edits.push({
        kind: 'connect',
        wire: { from: { ...wire.from, node: from }, to: { ...wire.to, node: to } },
      });
  }
  return { edits, ids: [...renamed.values()] };
}

/** A copy as it stands on the system's clipboard. */
export function clipText(clip: Clip): string {
  return JSON.stringify({ ekphrasis: 'nodes', ...clip });
}

/** Reads a copy; text from elsewhere gives undefined. The engine checks what it is given once more. */
export function readClip(text: string): Clip | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('ekphrasis' in value)) return undefined;
    const { nodes, wires } = value as Partial<Clip>;
    if (!Array.isArray(nodes) || !Array.isArray(wires) || nodes.length === 0) return undefined;
    const ok = nodes.every(
      (node: Partial<FlowNode>) =>
        typeof node?.type === 'string' &&
        typeof node.position?.x === 'number' &&
        typeof node.position.y === 'number',
    );
    return ok ? { nodes, wires } : undefined;
  } catch {
    // Whatever is on the clipboard that is not JSON is not ours.
    return undefined;
  }
}

/** A place for a new node near `wanted` that no node covers, going down in steps. */
export function freePlace(flow: Flow, wanted: Point): Point {
  let place = snap(wanted);
  const taken = (point: Point) =>
    flow.nodes.some(
      (node) => Math.abs(node.position.x - point.x) < NODE_WIDTH && Math.abs(node.position.y - point.y) < 200,
    );
  for (let tries = 0; tries < 200 && taken(place); tries += 1) place = { x: place.x, y: place.y + GRID * 6 };
  return place;
}

/** The nearest node in a direction, for arrow keys: the closest in that direction, straight ones first. */
export function neighbour(
  flow: Flow,
  id: string,
  direction: 'left' | 'right' | 'up' | 'down',
): string | undefined {
  const from = findNode(flow, id)?.position;
  if (!from) return undefined;
  const along = direction === 'left' || direction === 'right' ? 'x' : 'y';
  const across = along === 'x' ? 'y' : 'x';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  let best: { readonly id: string; readonly distance: number } | undefined;
  for (const node of flow.nodes) {
    const ahead = sign * (node.position[along] - from[along]);
    if (node.id === id || ahead <= 0) continue;
    const distance = ahead + 2 * Math.abs(node.position[across] - from[across]);
    if (!best || distance < best.distance) best = { id: node.id, distance };
  }
  return best?.id;
}
