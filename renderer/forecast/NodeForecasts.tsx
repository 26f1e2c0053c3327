import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { findNode } from '../../core/flow.ts';
import type { Estimate, Forecast, NodeForecast } from '../../core/forecast.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatCount } from '../format.ts';
import { FORECAST_TEXTS } from '../texts/forecast.ts';
import { type Figure, formatFigure, formatRange } from './present-forecast.ts';
import { RangeBar } from './RangeBar.tsx';

/** The forecast node by node; a row opens to what it rests on. */
export function NodeForecasts({ forecast }: { readonly forecast: Forecast }) {
  const [open, setOpen] = useState<string>();
  return (
    <table className="w-full text-12">
      <thead>
        <tr className="h-7 text-11 text-tx-3">
          {FORECAST_TEXTS.nodeColumns.map((column, index) => (
            <th
              key={column}
              scope="col"
              className={`font-medium ${index === 0 ? 'px-4 text-left' : index === 2 || index === 3 ? 'px-3 text-left' : 'px-3 text-right'}`}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {forecast.nodes.map((node) => (
          <Fragment key={node.id}>
            <NodeRow
              node={node}
              open={open === node.id}
              onToggle={() => setOpen(open === node.id ? undefined : node.id)}
            />
            {open === node.id && <NodeDetails node={node} />}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function NodeRow({
  node,
  open,
  onToggle,
}: {
  readonly node: NodeForecast;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const flow = useFlow();
  const catalog = useCatalog();
  const found = findNode(flow, node.id);
  const title = found ? nodeTitle(found, catalog) : node.id;
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <tr className="h-9 border-line border-t hover:bg-bg-4" data-node={node.id}>
      <th scope="row" className="px-3 text-left font-normal">
        <button
          type="button"
          aria-expanded={open}
          aria-label={FORECAST_TEXTS.details(title)}
          onClick={onToggle}
          className="flex h-7 items-center gap-1.5 text-tx-1"
        >
          <Arrow size={14} strokeWidth={1.75} aria-hidden className="text-tx-3" />
          <span className="max-w-44 truncate">{title}</span>
        </button>
      </th>
      <Figures figure="captions" estimate={node.in} />
      <Rate estimate={node.rejectedRate} />
      <Rate estimate={node.failedRate} />
      <Figures figure="costUsd" estimate={node.costUsd} />
      <Figures figure="seconds" estimate={node.seconds} />
    </tr>
  );
}

function Figures({ figure, estimate }: { readonly figure: Figure; readonly estimate: Estimate | undefined }) {
  return (
    <td className="mono whitespace-nowrap px-3 text-right" title={estimate && formatRange(figure, estimate)}>
      {estimate ? formatFigure(figure, estimate.value) : ''}
    </td>
  );
}

function Rate({ estimate }: { readonly estimate: Estimate }) {
  return (
    <td className="px-3" title={formatRange('rejectedRate', estimate)}>
      <span className="flex items-center gap-2">
        <span className="mono w-11 text-right">{formatFigure('rejectedRate', estimate.value)}</span>
        <RangeBar estimate={estimate} width={64} />
      </span>
    </td>
  );
}

function NodeDetails({ node }: { readonly node: NodeForecast }) {
  const { known, promptTokens, completionTokens, costUsd, seconds, reasons } = node;
  const lines = [
    FORECAST_TEXTS.tried(node.tried),
    ...(known ? [FORECAST_TEXTS.known(formatFigure('captions', known.value))] : []),
    ...(promptTokens && completionTokens
      ? [
          FORECAST_TEXTS.tokens(
            formatFigure('promptTokens', promptTokens.value),
            formatFigure('completionTokens', completionTokens.value),
          ),
        ]
      : []),
    ...(costUsd ? [`${FORECAST_TEXTS.nodeColumns[4]}: ${formatRange('costUsd', costUsd)}`] : []),
    ...(seconds ? [`${FORECAST_TEXTS.nodeColumns[5]}: ${formatRange('seconds', seconds)}`] : []),
  ];
  return (
    <tr>
      <td colSpan={6} className="bg-bg-1 px-9 py-2 text-11 text-tx-2">
        <ul className="flex flex-col gap-1">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>
            {reasons.length === 0
              ? FORECAST_TEXTS.noReasons
              : `${FORECAST_TEXTS.reasons}: ${reasons.map(({ reason, count }) => `${reason} (${formatCount(count)})`).join(', ')}`}
          </li>
        </ul>
      </td>
    </tr>
  );
}
