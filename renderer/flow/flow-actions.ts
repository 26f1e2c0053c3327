import { type Flow, type FlowNode, findNode, type Point } from '../../core/flow.ts';
import { newNodeId } from '../../core/flow-edit.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';

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
