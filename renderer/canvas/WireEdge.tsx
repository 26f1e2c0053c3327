import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  type InternalNode,
  useInternalNode,
} from '@xyflow/react';
import { clsx } from 'clsx';
import { memo } from 'react';
import type { Endpoint, Point } from '../../core/flow.ts';
import { isSamplePort } from '../../core/port.ts';
import { currentFlow, useDescriptor, useFlowNode } from '../flow/flow-store.ts';
import { formatCount } from '../format.ts';
import { portColour } from '../parts/PortShape.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { useLitWire } from '../seeing/follow-state.ts';
import { peekAtWire } from '../seeing/peek-state.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasEdge } from './canvas-nodes.ts';
import { useDetailLevel } from './detail-level.ts';
import { useDragState } from './drag-state.ts';
import { fedFrom } from './fed-from.ts';
import { nodeProgress } from './run-node.ts';
import { type Box, forwardPath, type WirePath, wirePath } from './wire-path.ts';

/** A wire: in its source port's colour, with the count of what has gone along it. */
export const WireEdge = memo(function WireEdge(edge: EdgeProps<CanvasEdge>) {
  const { sourceX, sourceY, targetX, targetY } = edge;
  const forward = forwardPath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY });
  return forward ? <Wire edge={edge} way={forward} /> : <TurningWire edge={edge} />;
});

/** A wire that turns back goes round the boxes at its ends, and follows their sizes; the others need not. */
function TurningWire({ edge }: { readonly edge: EdgeProps<CanvasEdge> }) {
  const source = useInternalNode(edge.source);
  const target = useInternalNode(edge.target);
  if (!source || !target) return null;
  const way = wirePath(
    { x: edge.sourceX, y: edge.sourceY },
    { x: edge.targetX, y: edge.targetY },
    boxOf(source),
    boxOf(target),
  );
  return <Wire edge={edge} way={way} />;
}

function Wire({ edge, way }: { readonly edge: EdgeProps<CanvasEdge>; readonly way: WirePath }) {
  const { id, source, target, sourceHandleId, selected } = edge;
  const from = useFlowNode(source);
  const to = useFlowNode(target);
  const port = useDescriptor(from?.type)?.outputs.find((output) => output.name === sourceHandleId);
  // What a bypassed node lets through comes from before it.
  const outputs = (): readonly Endpoint[] => {
    if (!sourceHandleId) return [];
    const end = { node: source, port: sourceHandleId };
    return from?.mode === 'bypassed' ? fedFrom(currentFlow(), end) : [end];
  };
  // Two values of the nodes' progress: their other counts change without the wire.
  const count = useProject(({ run }) =>
    outputs().reduce((sum, { node, port }) => sum + (nodeProgress(run, node)?.outputs[port] ?? 0), 0),
  );
  // Dashed until data comes; an artifact is there when its node is done.
  const waiting = useProject(
    ({ run }) =>
      isRunActive(run) &&
      outputs().some(({ node, port }) => {
        const progress = nodeProgress(run, node);
        return progress !== undefined && progress.state !== 'done' && !progress.outputs[port];
      }),
  );
  const takes = useDragState((state) => state.wire === id);
  const lit = useLitWire(id);
  const samples = port !== undefined && isSamplePort(port.type);
  const muted = from?.mode === 'muted' || to?.mode === 'muted';
  return (
    <>
      <BaseEdge
        id={id}
        path={way.path}
        interactionWidth={16}
        style={{
          // Where a dragged node would be put into it.
          stroke: takes ? 'var(--accent-line)' : portColour(port?.type),
          strokeWidth: takes ? 6 : selected || lit ? 4 : 2,
          strokeOpacity: lit === false ? 0.15 : takes || lit ? 1 : muted ? 0.4 : selected ? 1 : 0.85,
          ...((waiting || muted) && { strokeDasharray: '3 4' }),
        }}
      />
      {samples && !muted && count > 0 && (
        <WireCount id={id} count={count} at={way.label} lit={lit} raised={selected || lit === true} />
      )}
    </>
  );
}

/** What has gone along a wire, at its middle; pressed, it shows some of it. Apart, so that wires do not follow the zoom. */
function WireCount({
  id,
  count,
  at,
  lit,
  raised,
}: {
  readonly id: string;
  readonly count: number;
  readonly at: Point;
  readonly lit: boolean | undefined;
  readonly raised: boolean;
}) {
  const level = useDetailLevel();
  if (level > 0) return null;
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        tabIndex={-1}
        aria-label={TEXTS.canvas.peek(formatCount(count))}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          peekAtWire(id, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
        }}
        style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
        className={clsx(
          'mono nodrag nopan pointer-events-auto absolute rounded-4 border bg-canvas px-1 leading-[14px] text-tx-1 hover:border-line-3',
          raised ? 'border-accent-line' : 'border-line-2',
          lit === false && 'opacity-30',
        )}
      >
        {formatCount(count)}
      </button>
    </EdgeLabelRenderer>
  );
}

function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute;
  return {
    left: x,
    top: y,
    right: x + (node.measured.width ?? 220),
    bottom: y + (node.measured.height ?? 80),
  };
}
