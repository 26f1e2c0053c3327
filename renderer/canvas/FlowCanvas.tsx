import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
} from '@xyflow/react';
import { clsx } from 'clsx';
import { lazy, type MouseEvent, Suspense, useEffect, useRef } from 'react';
import { useScreen } from '../app/screen.ts';
import { IS_MAC } from '../commands/platform.ts';
import { GRID } from '../flow/flow-actions.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { safeEdge, safeNode } from '../history/safe-parts.tsx';
import { portColour } from '../parts/PortShape.tsx';
import { useProject } from '../rpc/project-state.ts';
import { CanvasSeeing } from '../seeing/SeeingHost.tsx';
import { TEXTS } from '../texts.ts';
import { CanvasControls } from './CanvasControls.tsx';
import { CanvasEntry } from './CanvasEntry.tsx';
import { CanvasLists } from './CanvasLists.tsx';
import { CanvasMenu } from './CanvasMenu.tsx';
import { minimapColour } from './canvas-events.ts';
import { installCanvas, startView, toCanvas } from './canvas-instance.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';
import { useCanvasPreferences } from './canvas-preferences.ts';
import { DragGuides } from './DragGuides.tsx';
import { FollowZoom, useDetailLevel } from './detail-level.ts';
import { useDragWire } from './drag-wire.ts';
import { FrameMark } from './FrameMark.tsx';
import { FollowCauses } from './failure-causes.ts';
import { NodeCard } from './NodeCard.tsx';
import { NoteMark } from './NoteMark.tsx';
import { followPointer } from './pointer.ts';
import { useQuickAdd } from './quick-add-state.ts';
import { SpacePan } from './SpacePan.tsx';
import { useBoxChoice } from './use-box-choice.ts';
import { useClipboardEvents } from './use-clipboard-events.ts';
import { useConnecting } from './use-connecting.ts';
import { useDragging } from './use-dragging.ts';
import { useDropping } from './use-dropping.ts';
import { useFlowElements } from './use-flow-elements.ts';
import { useViewMoves } from './view-moves.ts';
import { WireEdge } from './WireEdge.tsx';
import { WireHint } from './WireHint.tsx';
import './canvas.css';

const EmptyCanvas = lazy(() => import('./EmptyCanvas.tsx').then((it) => ({ default: it.EmptyCanvas })));

const NODE_TYPES = { card: safeNode(NodeCard), note: safeNode(NoteMark), frame: safeNode(FrameMark) };
const EDGE_TYPES = { wire: safeEdge(WireEdge) };
const SNAP: [number, number] = [GRID, GRID];
/** Left on the empty canvas and middle anywhere move the view; the right button opens the menu. */
const PAN_BUTTONS = [0, 1];
/** Held while the wheel moves the view. Ctrl zooms by itself; a key that is listened for has the whole canvas drawn again when it is pressed. */
const ZOOM_KEY = IS_MAC ? 'Meta' : null;
const ADDING_KEYS = ['Meta', 'Control', 'Shift'];

/** The flow as a graph that is edited in place. */
export function FlowCanvas() {
  const path = useProject((state) => state.project?.path);
  return (
    <ReactFlowProvider key={path}>
      <Canvas />
    </ReactFlowProvider>
  );
}

/** What the hand does stands in hooks of its own: connecting, dragging and dropping. */
function Canvas() {
  const { wheel, snap } = useCanvasPreferences();
  const dragging = useDragging(snap);
  const connecting = useConnecting();
  const dropping = useDropping();
  const choosing = useBoxChoice();
  const { flow, nodes, edges, onNodesChange, onEdgesChange } = useFlowElements(dragging);
  const loaded = useFlowStore((store) => store.state !== undefined);
  const minimap = useScreen((state) => state.minimap);
  const dragged = useDragWire((state) => state.type);
  const wiring = useDragWire((state) => state.fitting !== undefined);
  const host = useRef<HTMLDivElement>(null);
  const moves = useViewMoves(host);
  const level = useDetailLevel();
  const start = useScreen.getState().viewport;
  useInstalledCanvas(host);
  useClipboardEvents();
  useFirstView(start !== undefined);
  return (
    <CanvasMenu>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut for Tab, which works from the keyboard */}
      <div
        ref={host}
        data-level={level}
        // Takes the focus of the last node that goes.
        tabIndex={-1}
        className={clsx('relative h-full min-h-0 focus-visible:-outline-offset-2', wiring && 'wiring')}
        onDoubleClick={addWherePressed}
        {...dropping}
      >
        {flow.nodes.length > 0 && <CanvasEntry />}
        <ReactFlow<CanvasNode, CanvasEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          {...dragging.handlers}
          {...connecting}
          {...choosing}
          {...moves}
          {...(start && { defaultViewport: start })}
          connectionLineType={ConnectionLineType.Bezier}
          connectionLineStyle={{
            stroke: portColour(dragged),
            strokeWidth: 2,
            ...(!wiring && { display: 'none' }),
          }}
          connectionRadius={24}
          snapToGrid={dragging.snaps}
          snapGrid={SNAP}
          minZoom={0.1}
          maxZoom={2}
          panOnDrag={PAN_BUTTONS}
          panActivationKeyCode={null}
          panOnScroll={wheel === 'pan'}
          zoomActivationKeyCode={wheel === 'pan' ? ZOOM_KEY : null}
          selectionMode={SelectionMode.Partial}
          multiSelectionKeyCode={ADDING_KEYS}
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          disableKeyboardA11y
          edgesReconnectable={level < 2}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          aria-label={TEXTS.canvas.name}
        >
          <FollowZoom />
          <FollowCauses />
          <Background variant={BackgroundVariant.Dots} gap={GRID} size={2} />
          <DragGuides />
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
        <SpacePan />
        <WireHint />
        {loaded && flow.nodes.length === 0 && (
          <Suspense fallback={null}>
            <EmptyCanvas />
          </Suspense>
        )}
        {flow.nodes.length > 0 && <CanvasControls />}
        <CanvasSeeing />
        <CanvasLists />
      </div>
    </CanvasMenu>
  );
}

/** Lets commands reach this canvas while it is shown. */
function useInstalledCanvas(host: React.RefObject<HTMLDivElement | null>): void {
  const instance = useReactFlow<CanvasNode, CanvasEdge>();
  useEffect(() => {
    installCanvas(instance, host.current);
    const unfollow = followPointer();
    return () => {
      unfollow();
      installCanvas(undefined, null);
    };
  }, [instance, host]);
}

/** Shows the flow once it is measured, unless the view is where it was left. */
function useFirstView(left: boolean): void {
  const measured = useNodesInitialized();
  const shown = useRef(left);
  useEffect(() => {
    if (!measured || shown.current) return;
    shown.current = true;
    startView();
  }, [measured]);
}

function addWherePressed(event: MouseEvent): void {
  if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
  const at = { x: event.clientX, y: event.clientY };
  useQuickAdd.setState({ request: { at, place: toCanvas(at) } });
}
