import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft, ArrowLeftRight } from 'lucide-react';
import { type Figure, isSameRun, type RunComparison } from '../../core/compare-runs.ts';
import type { RunLine } from '../../core/contract/run-history.ts';
import type { RunId } from '../../core/ids.ts';
import { useRoom } from '../app/window-size.ts';
import { formatCount, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Select } from '../parts/Select.tsx';
import { api } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { ChangedSamples } from './ChangedSamples.tsx';
import { ChangeList } from './ChangeList.tsx';
import { OutcomeTable } from './OutcomeTable.tsx';
import { RunProblem } from './RunProblem.tsx';
import { showComparison, showRuns } from './runs-view.ts';
import { SideSection } from './Section.tsx';

const TEXTS = RUNS_TEXTS.compared;

/** Two runs side by side: what changed in what was asked, and in what came of it. */
export function ComparePage({ before, after }: { readonly before: number; readonly after: number }) {
  const input = { before: before as RunId, after: after as RunId };
  const answer = useQuery(api.runHistory.compare.queryOptions({ input, placeholderData: keepPreviousData }));
  const wide = useRoom().palette;
  if (answer.error && answer.data === undefined) return <RunProblem error={answer.error} />;
  const comparison = answer.data;
  if (comparison === undefined) return null;
  const side = <Figures comparison={comparison} />;
  return (
    <div data-region="main" className="flex h-full min-w-0 bg-bg-1">
      <div className="min-w-0 flex-1 overflow-auto p-5">
        <Header before={before} after={after} same={isSameRun(comparison)} />
        <div className="flex flex-col gap-3">
          <ChangeList comparison={comparison} />
          <OutcomeTable comparison={comparison} />
          <ChangedSamples before={before} after={after} nodes={comparison.nodes} />
          {!wide && <div className="rounded-6 border border-line bg-bg-2">{side}</div>}
        </div>
      </div>
      {wide && <aside className="w-80 shrink-0 overflow-auto border-line border-l bg-bg-2">{side}</aside>}
    </div>
  );
}

function Header({
  before,
  after,
  same,
}: {
  readonly before: number;
  readonly after: number;
  readonly same: boolean;
}) {
  const runs =
    useQuery(api.runHistory.list.queryOptions({ input: { offset: 0, limit: 200 } })).data?.runs ?? [];
  return (
    <header className="mb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <IconButton icon={ArrowLeft} label={RUNS_TEXTS.one.back} onClick={showRuns} />
        <h1 className="font-semibold text-20">{TEXTS.heading(before, after)}</h1>
        <div className="ml-auto flex items-center gap-2">
          <RunSelect
            label={TEXTS.before}
            runs={runs}
            value={before}
            other={after}
            onValue={(id) => showComparison(id, after)}
          />
          <IconButton
            icon={ArrowLeftRight}
            label={TEXTS.swap}
            onClick={() => showComparison(after, before)}
          />
          <RunSelect
            label={TEXTS.after}
            runs={runs}
            value={after}
            other={before}
            onValue={(id) => showComparison(before, id)}
          />
        </div>
      </div>
      {same && <p className="mt-1 pl-10 text-12 text-tx-2">{TEXTS.same}</p>}
    </header>
  );
}

function RunSelect({
  label,
  runs,
  value,
  other,
  onValue,
}: {
  readonly label: string;
  readonly runs: readonly RunLine[];
  readonly value: number;
  readonly other: number;
  readonly onValue: (id: number) => void;
}) {
  return (
    <Select
      label={label}
      className="w-44"
      value={String(value)}
      options={runs
        .filter(({ id }) => id !== other)
        .map(({ id, title, startedAt }) => ({
          value: String(id),
          label: RUNS_TEXTS.named(id, title),
          hint: formatWhen(startedAt),
        }))}
      onValue={(id) => onValue(Number(id))}
    />
  );
}

/** Time, money, tokens and counts beside each other, and what the datasets came to. */
function Figures({ comparison }: { readonly comparison: RunComparison }) {
  const { before, after, figures, artifacts } = comparison;
  return (
    <>
      <SideSection title={TEXTS.figures}>
        <table className="w-full text-12">
          <thead>
            <tr className="h-6 text-11 text-tx-3">
              <th scope="col">
                <span className="sr-only">{TEXTS.figures}</span>
              </th>
              {[before.id, after.id].map((id) => (
                <th key={id} scope="col" className="mono pl-2 text-right font-medium">
                  {RUNS_TEXTS.number(id)}
                </th>
              ))}
              <th scope="col" className="pl-2 text-right font-medium">
                <span className="sr-only">{TEXTS.difference}</span>±
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <tr key={figure.name} className="h-6">
                <th scope="row" className="text-left font-normal text-tx-2">
                  {FIGURE_NAMES[figure.name] ?? figure.name}
                </th>
                <td className="mono whitespace-nowrap pl-2 text-right">
                  {figureText(figure.name, figure.before)}
                </td>
                <td className="mono whitespace-nowrap pl-2 text-right">
                  {figureText(figure.name, figure.after)}
                </td>
                <td className="mono whitespace-nowrap pl-2 text-right text-tx-3">{gapText(figure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SideSection>
      {artifacts.length > 0 && (
        <SideSection title={TEXTS.results}>
          {artifacts.map(({ node, title, before: old, after: now }) => (
            <div key={node} className="mb-1.5 last:mb-0">
              <div className="flex items-baseline justify-between gap-2">
                <span className="truncate text-12">{title}</span>
                <span className="mono whitespace-nowrap">
                  {old ? formatCount(old.count) : '–'} → {now ? formatCount(now.count) : '–'}
                </span>
              </div>
              {old && now && (
                <p className="text-11 text-tx-3">
                  {old.digest === now.digest ? TEXTS.sameResult : TEXTS.otherResult}
                </p>
              )}
            </div>
          ))}
        </SideSection>
      )}
    </>
  );
}

const FIGURE_NAMES: Readonly<Record<string, string>> = RUNS_TEXTS.figures;

function figureText(name: string, value: number | null): string {
  if (value === null) return '–';
  if (name === 'durationMs') return formatElapsed(value);
  return name === 'spendUsd' ? formatMoney(value) : formatCount(value);
}

function gapText({ name, before, after }: Figure): string {
  if (before === null || after === null || before === after) return '';
  const gap = after - before;
  return `${gap > 0 ? '+' : '−'}${figureText(name, Math.abs(gap))}`;
}
