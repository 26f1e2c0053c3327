import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Spread } from '../../../core/training/summarize-sweep.ts';
import { formatElapsed, formatPercent } from '../../format.ts';
import { SWEEP_TEXTS } from '../../texts/sweep.ts';
import { formatLoss } from '../format-training.ts';
import { openJob } from '../training-view.ts';
import {
  bestOf,
  figureNames,
  isLessBetter,
  type SweepLine,
  type SweepOrder,
  settingNames,
} from './sweep-columns.ts';

interface SweepTableProps {
  readonly names: readonly string[];
  readonly lines: readonly SweepLine[];
  readonly order: SweepOrder;
  readonly onOrder: (order: SweepOrder) => void;
}

/** Settings on the left, what came of them on the right; each column sorts. */
export function SweepTable({ names, lines, order, onOrder }: SweepTableProps) {
  const settings = settingNames(names, lines);
  const figures = figureNames(lines);
  const head = { order, onOrder };
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-12">
        <thead>
          <tr className="h-8 border-line border-t text-11 text-tx-3">
            {settings.map((name) => (
              <Head key={name} {...head} name={name} title={name} isDownFirst={false} />
            ))}
            <th scope="col" className="px-3 text-left font-medium">
              {lines.some(({ state }) => state === undefined) ? SWEEP_TEXTS.count : SWEEP_TEXTS.state}
            </th>
            {figures.map((name) => (
              <Head
                key={name}
                {...head}
                name={name}
                title={SWEEP_TEXTS.figures[name] ?? name.replaceAll('_', ' ')}
                hint={SWEEP_TEXTS.figureHints[name]}
                isDownFirst={!isLessBetter(name)}
                isNumber
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line
              key={JSON.stringify(line.settings)}
              line={line}
              settings={settings}
              figures={figures}
              best={Object.fromEntries(figures.map((name) => [name, bestOf(lines, name)]))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({
  name,
  title,
  hint,
  isDownFirst,
  isNumber = false,
  order,
  onOrder,
}: Pick<SweepTableProps, 'order' | 'onOrder'> & {
  readonly name: string;
  readonly title: string;
  readonly hint?: string | undefined;
  readonly isDownFirst: boolean;
  readonly isNumber?: boolean;
}) {
  const isSorted = order.by === name;
  const Arrow = order.isDown ? ArrowDown : ArrowUp;
  /** First the better end, then the other, then as it was asked for. */
  const next = (): SweepOrder => {
    if (!isSorted) return { by: name, isDown: isDownFirst };
    return order.isDown === isDownFirst
      ? { by: name, isDown: !isDownFirst }
      : { by: undefined, isDown: false };
  };
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order.isDown ? 'descending' : 'ascending') : 'none'}
      className={clsx('whitespace-nowrap px-1 font-medium', isNumber ? 'text-right' : 'text-left')}
    >
      <button
        type="button"
        aria-label={SWEEP_TEXTS.sortBy(title)}
        title={hint}
        onClick={() => onOrder(next())}
        className={clsx(
          'inline-flex h-6 items-center gap-1 rounded-4 px-2 hover:bg-bg-4 hover:text-tx-1',
          isSorted && 'text-tx-1',
          !isNumber && 'mono',
        )}
      >
        {title}
        {isSorted && <Arrow size={12} strokeWidth={1.75} aria-hidden />}
      </button>
    </th>
  );
}

function Line({
  line,
  settings,
  figures,
  best,
}: {
  readonly line: SweepLine;
  readonly settings: readonly string[];
  readonly figures: readonly string[];
  readonly best: Readonly<Record<string, number | undefined>>;
}) {
  const job = line.state === undefined ? undefined : line.rows[0]?.jobs.at(-1);
  const error = line.rows.find((row) => row.error)?.error;
  return (
    <tr className="h-9 border-line border-t hover:bg-bg-4" data-testid="sweep-row">
      {settings.map((name) => (
        <td key={name} className="mono whitespace-nowrap px-3">
          {line.settings[name] === undefined ? SWEEP_TEXTS.none : String(line.settings[name])}
        </td>
      ))}
      <td className="whitespace-nowrap px-3" title={error && `${error.message} ${error.remedy ?? ''}`}>
        {line.state === undefined ? (
          line.rows.filter(({ state }) => state === 'done').length
        ) : job === undefined ? (
          <span className="text-tx-3">{SWEEP_TEXTS.states[line.state]}</span>
        ) : (
          <button
            type="button"
            title={error ? undefined : SWEEP_TEXTS.openJob}
            onClick={() => openJob(job)}
            className={clsx('hover:underline', line.state === 'failed' ? 'text-err' : 'text-accent-tx')}
          >
            {SWEEP_TEXTS.states[line.state]}
          </button>
        )}
      </td>
      {figures.map((name) => {
        const figure = line.figures[name];
        const isBest = figure !== undefined && best[name] === figure.mean;
        return (
          <td
            key={name}
            title={isBest ? SWEEP_TEXTS.best : undefined}
            className={clsx('mono whitespace-nowrap px-3 text-right', isBest && 'font-medium text-ok')}
          >
            {figure === undefined ? SWEEP_TEXTS.none : spreadText(name, figure)}
          </td>
        );
      })}
    </tr>
  );
}

function spreadText(name: string, { mean, deviation }: Spread): string {
  if (name === 'seconds') return formatElapsed(mean * 1000);
  const isLoss = isLessBetter(name);
  const text = isLoss ? formatLoss(mean) : formatPercent(mean);
  if (deviation === undefined) return text;
  // With as many decimals as the mean has.
  return `${text} ± ${isLoss ? deviation.toFixed(3) : formatPercent(deviation)}`;
}
