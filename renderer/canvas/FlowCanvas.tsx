import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
} from '@xyflow/react';
import { type DragEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { selectNodes, useScreen } from '../app/screen.ts';
import { canConnect, GRID, NODE_WIDTH, snap } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useCatalog, useFlow, useFlowStore } from '../flow/flow-store.ts';
import { takeDrop } from '../native/take-drop.ts';
import { portColour } from '../parts/PortShape.tsx';
import { toast } from '../parts/Toast.tsx';
import { useProject } from '../rpc/project-state.ts';
import { openPath } from '../start/open-project.ts';
import { TEXTS } from '../texts.ts';
import { addNode } from './add-node.ts';
import { CanvasControls } from './CanvasControls.tsx';
import { applyLive, hasMoved, looseWire, minimapColour, pointOf, wireOf } from './canvas-events.ts';
import { installCanvas, startView } from './canvas-instance.ts';
import {
  type CanvasEdge,
  type CanvasNode,
  canvasEdges,
  canvasNodes,
  type LiveBoxes,
} from './canvas-nodes.ts';
import { fittingPorts, portType, useDragWire } from './drag-wire.ts';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { FrameMark } from './FrameMark.tsx';
import { NodeCard } from './NodeCard.tsx';
import { NoteMark } from './NoteMark.tsx';
import { DRAG_TYPE } from './Palette.tsx';
import { QuickAdd } from './QuickAdd.tsx';
import { useQuickAdd } from './quick-add-state.ts';
import { takeFolder } from './take-folder.ts';
import { useClipboardEvents } from './use-clipboard-events.ts';
import { WireEdge } from './WireEdge.tsx';
import './canvas.css';

const NODE_TYPES = { card: NodeCard, note: NoteMark, frame: FrameMark };
const EDGE_TYPES = { wire: WireEdge };
const SNAP: [number, number] = [GRID, GRID];
const NOTHING: LiveBoxes = { sizes: new Map(), places: new Map() };

/** The flow as a graph that is edited in place. */
export function FlowCanvas() {
  const path = useProject((state) => state.project?.path);
  return (
    <ReactFlowProvider key={path}>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const flow = useFlow();
  const loaded = useFlowStore((store) => store.state !== undefined);
  const catalog = useCatalog();
  const selection = useScreen((state) => state.selection);
  const chosenWires = useScreen((state) => state.wires);
  const minimap = useScreen((state) => state.minimap);
  const dragged = useDragWire((state) => state.type);
  const host = useRef<HTMLDivElement>(null);
  const instance = useReactFlow<CanvasNode, CanvasEdge>();
  const [live, setLive] = useState<LiveBoxes>(NOTHING);
  const before = useRef<ReadonlyMap<string, CanvasNode>>(new Map());
  useClipboardEvents();
  useEffect(() => {
    installCanvas(instance, host.current);
    return () => installCanvas(undefined, null);
  }, [instance]);

  const nodes = useMemo(() => {
    const next = canvasNodes(flow, new Set(selection), live, before.current);
    before.current = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [flow, selection, live]);
  const edges = useMemo(() => canvasEdges(flow, catalog, new Set(chosenWires)), [flow, catalog, chosenWires]);

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    setLive((now) => applyLive(now, changes));
    const selects = changes.filter((change) => change.type === 'select');
    if (selects.length > 0) {
      const { selection: old, wires } = useScreen.getState();
      const next = new Set(old);
      for (const change of selects) {
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      selectNodes([...next], wires);
    }
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<CanvasEdge>[]) => {
    const next = new Set(useScreen.getState().wires);
    for (const change of changes) {
      if (change.type !== 'select') continue;
      if (change.selected) next.add(change.id);
      else next.delete(change.id);
    }
    useScreen.setState({ wires: [...next] });
  }, []);
  const onDragStop = useCallback((_: unknown, __: unknown, moved: CanvasNode[]) => {
    setLive((now) => ({ ...now, places: new Map() }));
    const moves = moved.map(({ id, position }) => ({ id, position: snap(position) })).filter(hasMoved);
    if (moves.length > 0) editFlow([{ kind: 'move', moves }], TEXTS.edits.move);
  }, []);

  const drop = useCallback(
    (event: DragEvent) => {
      event.preventDefault();
      const type = catalog.get(event.dataTransfer.getData(DRAG_TYPE));
      if (type) {
        const at = instance.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        addNode(type, { x: at.x - NODE_WIDTH / 2, y: at.y - 16 });
        return;
      }
      if (event.dataTransfer.files.length === 0) return;
      void takeDrop(event.dataTransfer, 'project', () => undefined).then((dropped) => {
        if (dropped.kind === 'folder') takeFolder(dropped.path);
        else if (dropped.kind === 'project') void openPath(dropped.path);
        else toast(dropped.message, { remedy: dropped.remedy });
      });
    },
    [catalog, instance],
  );
  const onDoubleClick = useCallback(
    (event: MouseEvent) => {
      if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
      const at = { x: event.clientX, y: event.clientY };
      useQuickAdd.setState({ request: { at, place: instance.screenToFlowPosition(at) } });
    },
    [instance],
  );
  const start = useScreen.getState().viewport;
  const measured = useNodesInitialized();
  const shown = useRef(start !== undefined);
  useEffect(() => {
    if (!measured || shown.current) return;
    shown.current = true;
    startView();
  }, [measured]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut for Tab, which works from the keyboard
    <div
      ref={host}
      className="relative h-full min-h-0"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      onDoubleClick={onDoubleClick}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={(event, moved) => onDragStop(event, undefined, moved)}
        onConnect={(connection) => {
          const wire = wireOf(connection);
          if (wire) editFlow([{ kind: 'connect', wire }], TEXTS.edits.connect);
        }}
        onReconnect={(edge, connection) => {
          const [old, wire] = [wireOf(edge), wireOf(connection)];
          if (old && wire)
            editFlow(
              [
                { kind: 'disconnect', wire: old },
                { kind: 'connect', wire },
              ],
              TEXTS.edits.connect,
            );
        }}
        isValidConnection={(connection) => {
          const wire = wireOf(connection);
          return wire !== undefined && canConnect(currentFlow(), catalog, wire);
        }}
        onConnectStart={(_, { nodeId, handleId, handleType }) => {
          if (!nodeId || !handleId || !handleType) return;
          const end = {
            node: nodeId,
            port: handleId,
            side: handleType === 'source' ? ('output' as const) : ('input' as const),
          };
          useDragWire.setState({
            fitting: fittingPorts(currentFlow(), catalog, end),
            type: portType(currentFlow(), catalog, end),
          });
        }}
        onConnectEnd={(event, state) => {
          useDragWire.setState({ fitting: undefined, type: undefined });
          const loose = looseWire(state);
          const at = pointOf(event);
          if (!loose || !at) return;
          const place = instance.screenToFlowPosition(at);
          useQuickAdd.setState({
            request: {
              at,
              place: { x: loose.side === 'output' ? place.x : place.x - NODE_WIDTH, y: place.y - 42 },
              wire: loose,
            },
          });
        }}
        onMoveEnd={(_, viewport) => useScreen.setState({ viewport })}
        {...(start && { defaultViewport: start })}
        connectionLineType={ConnectionLineType.Bezier}
        connectionLineStyle={{ stroke: portColour(dragged), strokeWidth: 2 }}
        connectionRadius={24}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.1}
        maxZoom={2}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        aria-label={TEXTS.canvas.name}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={2} />
        {minimap && (
          <MiniMap
            pannable
            zoomable
            ariaLabel={TEXTS.canvas.minimap}
            nodeColor={(node) => minimapColour(node.id)}
            className="rounded-6 border border-line-2"
          />
        )}
      </ReactFlow>
      {loaded && flow.nodes.length === 0 && <EmptyCanvas />}
      {flow.nodes.length > 0 && <CanvasControls />}
      <QuickAdd />
    </div>
  );
}
