import { type EdgeChange, type NodeChange, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { selectNodes, useScreen } from '../app/screen.ts';
import { currentFlow, useCatalog, useFlow } from '../flow/flow-store.ts';
import { share } from '../rpc/share.ts';
import { applySizes } from './canvas-events.ts';
import {
  type CanvasEdge,
  type CanvasNode,
  canvasEdges,
  canvasNodes,
  type LiveBoxes,
} from './canvas-nodes.ts';
import type { Dragging } from './use-dragging.ts';

const NO_SIZES: LiveBoxes['sizes'] = new Map();

/** The flow as React Flow takes it, with what only the canvas knows: sizes, what is chosen, and places while something is dragged. */
export function useFlowElements({ places, follow }: Pick<Dragging, 'places' | 'follow'>) {
  const store = useStoreApi<CanvasNode, CanvasEdge>();
  const flow = useFlow();
  const catalog = useCatalog();
  const selection = useScreen((state) => state.selection);
  const chosenWires = useScreen((state) => state.wires);
  const [sizes, setSizes] = useState(NO_SIZES);
  // Nodes and wires that are as they were keep their objects: React Flow draws anew whatever it gets anew.
  const nodesBefore = useRef<CanvasNode[]>([]);
  const nodes = useMemo(() => {
    nodesBefore.current = share(
      nodesBefore.current,
      canvasNodes(flow, new Set(selection), { sizes, places }),
    );
    return nodesBefore.current;
  }, [flow, selection, sizes, places]);
  const edgesBefore = useRef<CanvasEdge[]>([]);
  const edges = useMemo(() => {
    edgesBefore.current = share(edgesBefore.current, canvasEdges(flow, catalog, new Set(chosenWires)));
    return edgesBefore.current;
  }, [flow, catalog, chosenWires]);
  const latestFollow = useRef(follow);
  useEffect(() => {
    latestFollow.current = follow;
  }, [follow]);
  // Always the same function: React Flow tells every card and wire when it is given another.
  const onNodesChange = useCallback(
    (changes: readonly NodeChange<CanvasNode>[]) => {
      latestFollow.current(changes);
      setSizes((now) => applySizes(now, changes));
      const { selection: old, wires } = useScreen.getState();
      // A box that grows touches frames; whether it chooses them is decided when it is let go (`use-box-choice.ts`).
      const boxed = store.getState().userSelectionActive;
      const meant = boxed ? changes.filter((change) => !('id' in change && isFrame(change.id))) : changes;
      const next = chosenAfter(old, meant);
      if (next) selectNodes(next, wires);
    },
    [store],
  );
  const onEdgesChange = useCallback((changes: readonly EdgeChange<CanvasEdge>[]) => {
    const next = chosenAfter(useScreen.getState().wires, changes);
    if (next) useScreen.setState({ wires: next });
  }, []);
  return { flow, nodes, edges, onNodesChange, onEdgesChange };
}

function isFrame(id: string): boolean {
  return currentFlow().frames.some((frame) => frame.id === id);
}

/** What is chosen after React Flow's changes; undefined where they say nothing about it. */
function chosenAfter(
  old: readonly string[],
  changes: readonly { readonly type: string }[],
): readonly string[] | undefined {
  let next: Set<string> | undefined;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    const { id, selected } = change as {
      readonly id: string;
      readonly selected: boolean;
      readonly type: string;
    };
    next ??= new Set(old);
    if (selected) next.add(id);
    else next.delete(id);
  }
  return next && [...next];
}
