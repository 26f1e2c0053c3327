import { type Connection, type ReactFlowProps, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { type Flow, type Point, type Wire, wireId } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import {
  type BodyFit,
  canConnect,
  fitToNode,
  type PortEnd,
  portAt,
  refusalOf,
  wireBetween,
} from '../flow/wire-fit.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { pointOf, wireOf } from './canvas-events.ts';
import { toCanvas } from './canvas-instance.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';
import { fittingPorts, useDragWire } from './drag-wire.ts';
import { cardAt, isOnCanvas } from './hit-test.ts';
import { useQuickAdd } from './quick-add-state.ts';
import { sayRefusal } from './say-refusal.ts';

type Handlers = Pick<
  ReactFlowProps<CanvasNode, CanvasEdge>,
  'onConnect' | 'onConnectStart' | 'onConnectEnd' | 'onReconnect' | 'onReconnectStart' | 'isValidConnection'
>;

/** A wire in the hand. */
interface Drawing {
  readonly end: PortEnd;
  /** The wire whose end was taken off; it counts as gone while its new place is judged. */
  readonly old: Wire | undefined;
  /** The flow without `old`. */
  readonly flow: Flow;
  /** Esc was pressed: nothing comes of it. */
  cancelled: boolean;
}

/** Drawing wires: what fits is judged while the wire is in the hand, and it can be let go on a port, on a node, or in the empty. */
export function useConnecting(): Handlers {
  const drawing = useRef<Drawing | undefined>(undefined);
  const reconnecting = useRef<Wire | undefined>(undefined);
  const store = useStoreApi();
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const now = drawing.current;
      if (now && !now.cancelled) sayAt(now, { x: event.clientX, y: event.clientY });
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drawing.current) return;
      event.stopPropagation();
      drawing.current.cancelled = true;
      useDragWire.setState({ fitting: undefined, hint: undefined, type: undefined });
      store.getState().cancelConnection();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [store]);

  return useMemo(
    (): Handlers => ({
      onConnectStart: (_, { nodeId, handleId, handleType }) => {
        if (!nodeId || !handleId || !handleType) return;
        const old = reconnecting.current;
        const flow = old ? applyEdits(currentFlow(), [{ kind: 'disconnect', wire: old }]) : currentFlow();
        const end: PortEnd = {
          node: nodeId,
          port: handleId,
          side: handleType === 'source' ? 'output' : 'input',
        };
        drawing.current = { end, old, flow, cancelled: false };
        const { catalog } = useFlowStore.getState();
        useDragWire.setState({
          fitting: fittingPorts(flow, catalog, end),
          type: portAt(flow, catalog, end)?.type,
          hint: undefined,
        });
      },
      isValidConnection: (connection) => {
        const wire = wireOf(connection as Connection);
        const now = drawing.current;
        if (!wire || now?.cancelled) return false;
        return canConnect(now?.flow ?? currentFlow(), useFlowStore.getState().catalog, wire);
      },
      onConnect: (connection) => {
        const wire = wireOf(connection);
        if (wire && !drawing.current?.cancelled) editFlow([{ kind: 'connect', wire }], TEXTS.edits.connect);
      },
      onReconnectStart: (_, edge) => {
        reconnecting.current = wireOf(edge);
      },
      onReconnect: (edge, connection) => {
        const [old, wire] = [wireOf(edge), wireOf(connection)];
        if (old && wire && !drawing.current?.cancelled) moveWire(old, wire);
      },
      onConnectEnd: (event, state) => {
        const now = drawing.current;
        drawing.current = undefined;
        reconnecting.current = undefined;
        useDragWire.setState({ fitting: undefined, type: undefined, hint: undefined });
        const at = pointOf(event);
        if (now && at && !now.cancelled && !state.isValid) letGo(now, at);
      },
    }),
    [],
  );
}

/** A wire was let go somewhere else than on a port that takes it. */
function letGo(drawing: Drawing, at: Point): void {
  const { end, old, flow } = drawing;
  const { catalog } = useFlowStore.getState();
  const card = cardAt(at);
  if (card) {
    const fit = fitTo(drawing, card);
    if (!('wire' in fit)) return;
    if (old) moveWire(old, fit.wire);
    else editFlow([{ kind: 'connect', wire: fit.wire }], TEXTS.edits.connect);
    return;
  }
  if (!isOnCanvas(at)) return;
  if (old) {
    editFlow([{ kind: 'disconnect', wire: old }], CANVAS_TEXTS.edits.disconnect);
    return;
  }
  const port = portAt(flow, catalog, end);
  if (!port) return;
  const place = toCanvas(at);
  useQuickAdd.setState({
    request: {
      at,
      place: { x: end.side === 'output' ? place.x : place.x - NODE_WIDTH, y: place.y - 42 },
      wire: { node: end.node, port: end.port, side: end.side, type: port.type },
    },
  });
}

function moveWire(old: Wire, wire: Wire): void {
  if (wireId(old) === wireId(wire)) return;
  editFlow(
    [
      { kind: 'disconnect', wire: old },
      { kind: 'connect', wire },
    ],
    CANVAS_TEXTS.edits.reconnect,
  );
}

/** Says at the pointer what would come of letting go there. */
function sayAt(drawing: Drawing, at: Point): void {
  const card = cardAt(at);
  if (!card) {
    const hint =
      drawing.old && isOnCanvas(at) ? { at, text: CANVAS_TEXTS.wire.letGo, fits: true } : undefined;
    if (hint || useDragWire.getState().hint) useDragWire.setState({ hint });
    return;
  }
  // Where the wire comes from, nothing needs to be said.
  if (card.node === drawing.end.node && (card.port === undefined || card.port === drawing.end.port)) {
    useDragWire.setState({ hint: undefined });
    return;
  }
  const fit = fitTo(drawing, card);
  useDragWire.setState({
    hint:
      'wire' in fit
        ? { at, text: CANVAS_TEXTS.wire.connect(fit.port.label), fits: true }
        : { at, text: sayRefusal(fit.refusal), fits: false },
  });
}

/** A port that is pointed at is meant; on the rest of a card its best port is. */
function fitTo(
  { flow, end }: Drawing,
  { node, port }: { readonly node: string; readonly port?: string },
): BodyFit {
  const { catalog } = useFlowStore.getState();
  const side = end.side === 'output' ? 'input' : 'output';
  const pointed = port === undefined ? undefined : portAt(flow, catalog, { node, port, side });
  if (!pointed) return fitToNode(flow, catalog, end, node);
  const wire = wireBetween(end, { node, port: pointed.name });
  const refusal = refusalOf(flow, catalog, wire);
  return refusal ? { refusal } : { wire, port: pointed };
}
