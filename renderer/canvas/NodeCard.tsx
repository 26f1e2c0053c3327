import { type NodeProps, NodeResizeControl, useStore } from '@xyflow/react';
import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { lazy, memo, Suspense } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Wire } from '../../core/flow.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { GRID, NODE_WIDTH } from '../flow/flow-actions.ts';
import { editFlow, useDescriptor, useFlowNode, useFlowStore } from '../flow/flow-store.ts';
import { Chip } from '../parts/Chip.tsx';
import { portColour } from '../parts/PortShape.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { FollowMark, useStandsBack } from '../seeing/FollowMark.tsx';
import { usePinnedSample } from '../seeing/pinned-sample.ts';
import { TEXTS } from '../texts.ts';
import { CompactCard, MinimalCard } from './CompactCard.tsx';
import { type CanvasNode, readingId } from './canvas-nodes.ts';
import type { CardState } from './card-state.ts';
import { summarise } from './card-summary.ts';
import { NodeFix } from './NodeFix.tsx';
import { NodeOutcomes } from './NodeOutcomes.tsx';
import { NodePorts } from './NodePorts.tsx';
import { NodeTitle } from './NodeTitle.tsx';
import { readCard } from './read-card.ts';
import { useCardState } from './use-card-state.ts';

const CardPreview = lazy(() =>
  import('../seeing/CardPreview.tsx').then((it) => ({ default: it.CardPreview })),
);

const WIDEST = 320;

/** 0: everything; 1 below 60 % zoom: icon, name, state, bar; 2 below 25 %: a box in the node's colour. */
function zoomLevel(zoom: number): 0 | 1 | 2 {
  return zoom < 0.25 ? 2 : zoom < 0.6 ? 1 : 0;
}

/** The colour of what a node gives; of what it takes where it gives nothing. */
export function nodeColour(descriptor: NodeDescriptor | undefined): string {
  return portColour(descriptor?.outputs[0]?.type ?? descriptor?.inputs[0]?.type);
}

/** A node on the canvas, in its zones from the top: title, ports, summary, fix, outcomes, footer. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CanvasNode>) {
  const node = useFlowNode(id);
  const descriptor = useDescriptor(node?.type);
  const state = useCardState(id);
  const level = useStore((store) => zoomLevel(store.transform[2]));
  const wires = useFlowStore(
    useShallow((store): readonly Wire[] =>
      (store.state?.flow.wires ?? []).filter((wire) => wire.from.node === id || wire.to.node === id),
    ),
  );
  const pinned = usePinnedSample() !== null;
  const back = useStandsBack(id);
  if (!node || !state) return null;
  const width = node.width ?? NODE_WIDTH;
  const title = node.title || descriptor?.title || node.type;
  const colour = state.status === 'unknown' ? 'var(--line-3)' : nodeColour(descriptor);
  const off = node.mode !== 'active';
  return (
    <div
      style={{ width }}
      className={clsx(
        'relative rounded-6 border shadow-1',
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
      <FollowMark id={id} far={level > 0} />
      <span id={readingId(id)} role="note" hidden aria-label={readCard(title, descriptor?.category, state)} />
      <div className={clsx(level > 0 && 'invisible')}>
        <NodeTitle
          id={id}
          title={title}
          icon={descriptor?.icon}
          colour={off ? 'var(--tx-3)' : colour}
          off={off}
          state={state}
        />
        <NodePorts node={node} descriptor={descriptor} wires={wires} counts={state.counts?.outputs} />
        {descriptor ? (
          <Summary parts={summarise(node, descriptor)} detail={state.detail} warning={state.warning} />
        ) : (
          <p className="px-3 pb-2 text-11 text-tx-2">
            <span className="mono">{TEXTS.node.unknown(node.type, node.version)}</span>{' '}
            {TEXTS.node.unknownText}
          </p>
        )}
        {pinned && state.status !== 'error' && (
          <Suspense fallback={null}>
            <CardPreview id={id} />
          </Suspense>
        )}
        {state.problem && <NodeFix node={id} problem={state.problem} />}
        {state.counts && <NodeOutcomes progress={state.counts} width={width - 26} />}
        {state.footer && <Footer footer={state.footer} />}
      </div>
      {level === 1 && (
        <CompactCard title={title} icon={descriptor?.icon} colour={colour} state={state} width={width} />
      )}
      {level === 2 && <MinimalCard icon={descriptor?.icon} colour={colour} />}
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
  );
});

function Summary({
  parts,
  detail,
  warning,
}: {
  readonly parts: ReturnType<typeof summarise>;
  readonly detail: string | undefined;
  readonly warning: string | undefined;
}) {
  if (parts.length === 0 && detail === undefined && warning === undefined) return <div className="h-1.5" />;
  return (
    <div className="px-3 pb-1.5">
      {parts.length > 0 && (
        <p className="line-clamp-2 break-words text-11 text-tx-2">
          {parts.map((part, index) => (
            <span key={part.text} className={clsx(part.mono && 'mono')}>
              {index > 0 && ' · '}
              {part.text}
            </span>
          ))}
        </p>
      )}
      {detail !== undefined && (
        <p className="mono line-clamp-2 break-words text-11 text-tx-3" title={detail}>
          {detail}
        </p>
      )}
      {warning !== undefined && (
        <Chip tone="warn" icon={TriangleAlert} className="mt-1">
          <span title={warning}>{warning}</span>
        </Chip>
      )}
    </div>
  );
}

function Footer({ footer }: { readonly footer: NonNullable<CardState['footer']> }) {
  return (
    <div className="flex h-[25px] items-center gap-2 border-line border-t px-3 text-tx-2">
      {footer.icon && <StatusIcon status={footer.icon} size={12} />}
      <span className={clsx('min-w-0 flex-1 truncate', footer.icon ? 'text-11' : 'mono')} title={footer.left}>
        {footer.left}
      </span>
      {footer.middle && <span className="mono">{footer.middle}</span>}
      {footer.right && (
        <span className={clsx('mono text-right font-medium text-tx-1', footer.middle && 'flex-1')}>
          {footer.right}
        </span>
      )}
    </div>
  );
}
