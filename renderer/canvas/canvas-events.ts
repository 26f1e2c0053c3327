import type { Connection, FinalConnectionState, NodeChange } from '@xyflow/react';
import type { Point, Wire } from '../../core/flow.ts';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import type { LooseWire } from './add-node.ts';
import type { CanvasEdge, CanvasNode, LiveBoxes } from './canvas-nodes.ts';
import { nodeColour } from './NodeCard.tsx';

/** Sizes and places after React Flow's changes; the same object where nothing changed. */
export function applyLive(now: LiveBoxes, changes: readonly NodeChange<CanvasNode>[]): LiveBoxes {
  let { sizes, places } = now;
  for (const change of changes) {
    if (change.type === 'dimensions' && change.dimensions) {
      const old = sizes.get(change.id);
      if (old?.width !== change.dimensions.width || old.height !== change.dimensions.height)
        sizes = new Map(sizes).set(change.id, change.dimensions);
    } else if (change.type === 'position' && change.dragging && change.position)
      places = new Map(places).set(change.id, change.position);
  }
  return sizes === now.sizes && places === now.places ? now : { sizes, places };
}

/** Whether a thing stands elsewhere than in the flow. */
export function hasMoved({ id, position }: { readonly id: string; readonly position: Point }): boolean {
  const { nodes, notes, frames } = currentFlow();
  const old = [...nodes, ...notes, ...frames].find((each) => each.id === id)?.position;
  return old !== undefined && (old.x !== position.x || old.y !== position.y);
}

/** A connection as a wire; undefined while one of its ends is open. */
export function wireOf(connection: Connection | CanvasEdge): Wire | undefined {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!source || !sourceHandle || !target || !targetHandle) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}

/** A wire that was let go in the empty. */
export function looseWire(state: FinalConnectionState): LooseWire | undefined {
  if (state.toNode || !state.fromNode || !state.fromHandle?.id) return undefined;
  const side = state.fromHandle.type === 'source' ? 'output' : 'input';
  const node = currentFlow().nodes.find((each) => each.id === state.fromNode?.id);
  const type = node && useFlowStore.getState().catalog.get(node.type);
  const ports = side === 'output' ? type?.outputs : type?.inputs;
  const port = ports?.find((each) => each.name === state.fromHandle?.id);
  return node && port ? { node: node.id, port: port.name, side, type: port.type } : undefined;
}

/** Where a mouse or a finger let go, pixels in the window. */
export function pointOf(event: globalThis.MouseEvent | TouchEvent): Point | undefined {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return touch && { x: touch.clientX, y: touch.clientY };
}

/** A node's colour on the minimap. */
export function minimapColour(id: string): string {
  const node = currentFlow().nodes.find((each) => each.id === id);
  return node ? nodeColour(useFlowStore.getState().catalog.get(node.type)) : 'var(--line)';
}
