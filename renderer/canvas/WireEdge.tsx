import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  type InternalNode,
  useInternalNode,
  useStore,
} from '@xyflow/react';
import { clsx } from 'clsx';
import { memo } from 'react';
import { isSamplePort } from '../../core/port.ts';
import { useDescriptor, useFlowNode } from '../flow/flow-store.ts';
import { formatCount } from '../format.ts';
import { portColour } from '../parts/PortShape.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { useLitWire } from '../seeing/follow-state.ts';
import { peekAtWire } from '../seeing/peek-state.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasEdge } from './canvas-nodes.ts';
import { useDragState } from './drag-state.ts';
import { useNodeProgress } from './run-node.ts';
import { type Box, wirePath } from './wire-path.ts';

/** A wire: in its source port's colour, with the count of what has gone along it. */
export const WireEdge = memo(function WireEdge(edge: EdgeProps<CanvasEdge>) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, sourceHandleId, selected } = edge;
  const sourceNode = useInternalNode(source);
  const targetNode = useInternalNode(target);
  const from = useFlowNode(source);
  const to = useFlowNode(target);
  const port = useDescriptor(from?.type)?.outputs.find((output) => output.name === sourceHandleId);
  const progress = useNodeProgress(source);
  const running = useProject((state) => isRunActive(state.run));
  const takes = useDragState((state) => state.wire === id);
  const near = useStore((store) => store.transform[2] >= 0.6);
  const lit = useLitWire(id);
  if (!sourceNode || !targetNode) return null;
  const { path, label } = wirePath(
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
    boxOf(sourceNode),
    boxOf(targetNode),
  );
  const count = sourceHandleId ? progress?.outputs[sourceHandleId] : undefined;
  const samples = port !== undefined && isSamplePort(port.type);
  const muted = from?.mode === 'muted' || to?.mode === 'muted';
  // Dashed until data comes; an artifact is there when its node is done.
  const waiting = running && progress !== undefined && !count && progress.state !== 'done';
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={16}
        style={{
          // Where a dragged node would be put into it.
          stroke: takes ? 'var(--accent-line)' : portColour(port?.type),
          strokeWidth: takes ? 6 : selected || lit ? 4 : 2,
          strokeOpacity: lit === false ? 0.15 : takes || lit ? 1 : muted ? 0.4 : selected ? 1 : 0.85,
          ...((waiting || muted) && { strokeDasharray: '3 4' }),
        }}
      />
      {near && samples && count !== undefined && count > 0 && (
        <EdgeLabelRenderer>
          <button
            type="button"
            aria-label={TEXTS.canvas.peek(formatCount(count))}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              peekAtWire(id, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
            }}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
            className={clsx(
              'mono nodrag nopan pointer-events-auto absolute rounded-4 border bg-canvas px-1 leading-[14px] text-tx-1 hover:border-line-3',
              selected || lit ? 'border-accent-line' : 'border-line-2',
              lit === false && 'opacity-30',
            )}
          >
            {formatCount(count)}
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute;
  return {
    left: x,
    top: y,
    right: x + (node.measured.width ?? 220),
    bottom: y + (node.measured.height ?? 80),
  };
}
