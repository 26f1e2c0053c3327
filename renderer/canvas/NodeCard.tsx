import { type NodeProps, NodeResizeControl, useStoreApi, useUpdateNodeInternals } from '@xyflow/react';
import { clsx } from 'clsx';
import { memo, useEffect, useRef } from 'react';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { GRID, NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useDescriptor, useFlowNode, useFlowStore } from '../flow/flow-store.ts';
import { typeByWires } from '../flow/wire-fit.ts';
import { portColour } from '../parts/PortShape.tsx';
import { FollowMark, useStandsBack } from '../seeing/FollowMark.tsx';
import { usePinnedSample } from '../seeing/pinned-sample.ts';
import { TEXTS } from '../texts.ts';
import { CardZones, zonesOf } from './CardZones.tsx';
import { CompactCard, MinimalCard } from './CompactCard.tsx';
import { type CanvasNode, readingId } from './canvas-nodes.ts';
import { summarise } from './card-summary.ts';
import { useCardLevel } from './detail-level.ts';
import { useDragWire } from './drag-wire.ts';
import { FindMark } from './FindMark.tsx';
import { useGonePorts } from './NodePorts.tsx';
import { PortAnchors } from './PortAnchors.tsx';
import { readCard } from './read-card.ts';
import { knowsPorts, useSettledCard } from './settled-card.ts';
import { useCardState } from './use-card-state.ts';

const WIDEST = 320;

/** The colour of what a node gives; of what it takes where it gives nothing. */
export function nodeColour(descriptor: NodeDescriptor | undefined): string {
  return portColour(descriptor?.outputs[0]?.type ?? descriptor?.inputs[0]?.type);
}

/** A node on the canvas. Small cards keep the box of the full one, and draw none of its zones. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CanvasNode>) {
  const node = useFlowNode(id);
  const descriptor = useDescriptor(node?.type);
  const state = useCardState(id);
  const level = useCardLevel();
  const store = useStoreApi<CanvasNode>();
  const wiring = useDragWire((drag) => drag.fitting !== undefined);
  const card = useRef<HTMLDivElement>(null);
  const pinned = usePinnedSample() !== null;
  const back = useStandsBack(id);
  const summary = node && descriptor ? summarise(node, descriptor) : [];
  const gone = useGonePorts(id, descriptor);
  const zones = node && state ? zonesOf(node, state, summary, pinned, gone) : '';
  const settled = useSettledCard(id, zones, level, card);
  useFoundPorts(id, gone);
  if (!node || !state) return null;
  const width = node.width ?? NODE_WIDTH;
  const title = node.title || descriptor?.title || node.type;
  const colour = descriptor
    ? nodeColour(descriptor)
    : portColour(typeByWires(currentFlow(), useFlowStore.getState().catalog, id));
  const box = level > 0 ? settled : undefined;
  // Asked when the card is drawn, not listened for: ports that stay drawn for longer than they are needed do no harm.
  const portsToFind = box && !knowsPorts(store.getState().nodeLookup.get(id), box, width);
  return (
    <>
      <div
        ref={card}
        style={{ width, ...(box && { height: box.height }) }}
        className={clsx(
          'relative rounded-6 border',
          // Of a small card nobody sees it, and a thousand are much to draw.
          level === 0 && 'shadow-1',
          node.mode === 'muted' ? 'bg-bg-2' : 'bg-bg-3',
          selected
            ? 'border-accent-line ring-1 ring-accent-line'
            : state.status === 'error'
              ? 'border-err-fill'
              : node.mode === 'bypassed'
                ? 'border-line-3 border-dashed'
                : state.status === 'unknown'
                  ? 'border-line-3 border-dotted'
                  : 'border-line-2',
          state.status === 'unknown' && 'border-2',
          back && 'opacity-35',
        )}
      >
        <FindMark id={id} />
        <FollowMark id={id} far={level > 0} />
        <span
          id={readingId(id)}
          role="note"
          hidden
          aria-label={readCard(title, descriptor?.category, state)}
        />
        {!box && (
          <div className={clsx(level > 0 && 'invisible')}>
            <CardZones
              node={node}
              descriptor={descriptor}
              state={state}
              summary={summary}
              colour={colour}
              pinned={pinned}
            />
          </div>
        )}
        {level === 1 && !node.collapsed && (
          <CompactCard title={title} icon={descriptor?.icon} colour={colour} state={state} width={width} />
        )}
        {(level === 2 || (level === 1 && node.collapsed)) && (
          <MinimalCard icon={descriptor?.icon} colour={colour} />
        )}
        {selected && level === 0 && (
          <NodeResizeControl
            position="right"
            minWidth={NODE_WIDTH}
            maxWidth={WIDEST}
            className="node-resize"
            onResizeEnd={(_, { width: wide }) => {
              const snapped = Math.min(WIDEST, Math.max(NODE_WIDTH, Math.round(wide / GRID) * GRID));
              editFlow([{ kind: 'set-node', id, width: snapped }], TEXTS.edits.width);
            }}
          />
        )}
      </div>
      {box && (portsToFind || wiring) && <PortAnchors node={id} ports={box.ports} />}
    </>
  );
});

/** React Flow looks for ports when a card's size changes; these come and go with wires, also in a row that stands already. */
function useFoundPorts(id: string, gone: string): void {
  const findPorts = useUpdateNodeInternals();
  const found = useRef(gone);
  useEffect(() => {
    if (found.current === gone) return;
    found.current = gone;
    findPorts(id);
  }, [id, gone, findPorts]);
}
