import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { FlowNode } from '../../core/flow.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { Chip } from '../parts/Chip.tsx';
import { TEXTS } from '../texts.ts';
import { CardFooter, OffFooter, ReusedFooter } from './CardFooter.tsx';
import { GatheredPorts } from './CollapsedCard.tsx';
import type { CardState } from './card-state.ts';
import type { SummaryPart } from './card-summary.ts';
import { NodeFix } from './NodeFix.tsx';
import { NodeOutcomes } from './NodeOutcomes.tsx';
import { NodePorts } from './NodePorts.tsx';
import { NodeTitle } from './NodeTitle.tsx';

const CardPreview = lazy(() =>
  import('../seeing/CardPreview.tsx').then((it) => ({ default: it.CardPreview })),
);

/** What is to be read on a card at full size, in its zones from the top: title, ports, summary, fix, outcomes, footer. */
export function CardZones({
  node,
  descriptor,
  state,
  summary,
  colour,
  pinned,
}: {
  readonly node: FlowNode;
  readonly descriptor: NodeDescriptor | undefined;
  readonly state: CardState;
  readonly summary: readonly SummaryPart[];
  readonly colour: string;
  /** Whether a sample is pinned that the card shows. */
  readonly pinned: boolean;
}) {
  const off = node.mode !== 'active';
  if (node.collapsed)
    return (
      <>
        <NodeTitle
          id={node.id}
          title={node.title || descriptor?.title || node.type}
          icon={descriptor?.icon}
          colour={off ? 'var(--tx-3)' : colour}
          off={off}
          state={state}
          alone
        />
        <GatheredPorts node={node} descriptor={descriptor} />
      </>
    );
  return (
    <>
      <NodeTitle
        id={node.id}
        title={node.title || descriptor?.title || node.type}
        icon={descriptor?.icon}
        colour={off ? 'var(--tx-3)' : colour}
        off={off}
        state={state}
      />
      <NodePorts node={node} descriptor={descriptor} counts={state.counts?.outputs} />
      {descriptor ? (
        <Summary parts={summary} detail={state.detail} warning={state.warning} />
      ) : (
        <p className="px-3 pb-2 text-11 text-tx-2">
          <span className="mono">{TEXTS.node.unknown(node.type, node.version)}</span> {TEXTS.node.unknownText}
        </p>
      )}
      {pinned && state.status !== 'error' && (
        <Suspense fallback={null}>
          <CardPreview id={node.id} />
        </Suspense>
      )}
      {state.problem && <NodeFix node={node.id} problem={state.problem} />}
      {state.counts && <NodeOutcomes progress={state.counts} width={(node.width ?? NODE_WIDTH) - 26} />}
      {state.status === 'reused' ? (
        <ReusedFooter node={node.id} />
      ) : (
        state.footer &&
        (node.mode === 'active' ? (
          <CardFooter footer={state.footer} />
        ) : (
          <OffFooter mode={node.mode} footer={state.footer} />
        ))
      )}
    </>
  );
}

/** Whatever decides how high the zones are; counts and times, which change all the time, do not. */
export function zonesOf(
  node: FlowNode,
  state: CardState,
  summary: readonly SummaryPart[],
  pinned: boolean,
  gonePorts: string,
): string {
  const { detail, warning, problem, counts, footer } = state;
  return JSON.stringify([
    node.width,
    node.collapsed,
    node.type,
    gonePorts,
    summary.map(({ text }) => text),
    detail,
    warning,
    problem && [problem.message, problem.remedy, problem.fix],
    counts && counts.in > 0,
    footer !== undefined,
    pinned,
  ]);
}

function Summary({
  parts,
  detail,
  warning,
}: {
  readonly parts: readonly SummaryPart[];
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
