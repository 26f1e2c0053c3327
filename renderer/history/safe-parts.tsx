import type { EdgeProps, NodeProps } from '@xyflow/react';
import { BaseEdge, Handle, Position } from '@xyflow/react';
import { type ComponentType, memo } from 'react';
import { type FlowNode, findNode } from '../../core/flow.ts';
import type { CanvasEdge, CanvasNode } from '../canvas/canvas-nodes.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { FaultNotice } from './FaultNotice.tsx';
import { PartBoundary } from './PartBoundary.tsx';

const TEXTS = HISTORY_TEXTS.fault;

/** A card, note or frame of the canvas that shows its fault in its own place. */
export function safeNode(Part: ComponentType<NodeProps<CanvasNode>>) {
  return memo(function SafeNode(props: NodeProps<CanvasNode>) {
    const { id, type } = props;
    // Another content is another try.
    const content = useFlowStore(({ state }) => {
      const flow = state?.flow;
      const marks = type === 'note' ? flow?.notes : flow?.frames;
      return type === 'card' ? flow && findNode(flow, id) : marks?.find((mark) => mark.id === id);
    });
    return (
      <PartBoundary
        of={content}
        fallback={(fault) => (
          <div className="w-55 rounded-6 border border-err-fill bg-bg-3 p-2 shadow-1">
            <BareHandles id={id} />
            <p className="mb-2 truncate font-semibold text-13">{nameOf(content)}</p>
            <FaultNotice fault={fault} what={TEXTS.parts[type]} />
          </div>
        )}
      >
        <Part {...props} />
      </PartBoundary>
    );
  });
}

function nameOf(content: unknown): string {
  if (typeof content !== 'object' || content === null) return '';
  // What failed may be that one of them is no text.
  const { title, type, id } = content as Partial<Record<keyof FlowNode, unknown>>;
  return [title, type, id].find((each) => typeof each === 'string' && each !== '')?.toString() ?? '';
}

/** The ports that wires lead to, so that the wires of a card that cannot be shown stay. */
function BareHandles({ id }: { readonly id: string }) {
  const flow = useFlowStore((store) => store.state?.flow);
  const ports = (side: 'from' | 'to') =>
    new Set((flow?.wires ?? []).filter((wire) => wire[side].node === id).map((wire) => wire[side].port));
  return (
    <>
      {[...ports('to')].map((port) => (
        <Handle key={port} type="target" position={Position.Left} id={port} isConnectable={false} />
      ))}
      {[...ports('from')].map((port) => (
        <Handle key={port} type="source" position={Position.Right} id={port} isConnectable={false} />
      ))}
    </>
  );
}

/** A wire that is drawn as a plain line where it cannot be drawn as it should. */
export function safeEdge(Part: ComponentType<EdgeProps<CanvasEdge>>) {
  return memo(function SafeEdge(props: EdgeProps<CanvasEdge>) {
    const { sourceX, sourceY, targetX, targetY } = props;
    const path = `M${sourceX},${sourceY} L${targetX},${targetY}`;
    return (
      <PartBoundary
        of={path}
        fallback={() => (
          <BaseEdge
            id={props.id}
            path={path}
            style={{ stroke: 'var(--err-fill)', strokeWidth: 2, strokeDasharray: '2 4' }}
          />
        )}
      >
        <Part {...props} />
      </PartBoundary>
    );
  });
}
