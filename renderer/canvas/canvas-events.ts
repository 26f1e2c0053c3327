import type { Connection, NodeChange } from '@xyflow/react';
import { findNode, type Point, type Wire } from '../../core/flow.ts';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import type { CanvasEdge, CanvasNode, LiveBoxes } from './canvas-nodes.ts';
import { nodeColour } from './NodeCard.tsx';

/** Sizes after React Flow's changes; the same object where nothing changed. */
export function applySizes(
  now: LiveBoxes['sizes'],
  changes: readonly NodeChange<CanvasNode>[],
): LiveBoxes['sizes'] {
  let next: Map<string, { readonly width: number; readonly height: number }> | undefined;
  for (const change of changes) {
    if (change.type !== 'dimensions' || !change.dimensions) continue;
    const { width, height } = change.dimensions;
    const old = (next ?? now).get(change.id);
    if (old?.width === width && old.height === height) continue;
    next ??= new Map(now);
    next.set(change.id, { width, height });
  }
  return next ?? now;
}

/** A connection as a wire; undefined while one of its ends is open. */
export function wireOf(connection: Connection | CanvasEdge): Wire | undefined {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!source || !sourceHandle || !target || !targetHandle) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}

/** Where a mouse or a finger let go, pixels in the window. */
export function pointOf(event: globalThis.MouseEvent | TouchEvent): Point | undefined {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return touch && { x: touch.clientX, y: touch.clientY };
}

/** A node's colour on the minimap. */
export function minimapColour(id: string): string {
  const node = findNode(currentFlow(), id);
  return node ? nodeColour(useFlowStore.getState().catalog.get(node.type)) : 'var(--line)';
}
