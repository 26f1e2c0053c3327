import { useQuery } from '@tanstack/react-query';
import {
  ArrowLeft,
  Copy,
  FileJson,
  FileText,
  GitCompare,
  History,
  Pin,
  PinOff,
  RotateCcw,
} from 'lucide-react';
import { useState } from 'react';
import { compareFlows, isSameFlow } from '../../core/compare-flows.ts';
import type { RunId } from '../../core/ids.ts';
import type { RunReport } from '../../core/run-report.ts';
import { runStatus } from '../app/RunPill.tsx';
import { useRoom } from '../app/window-size.ts';
import { useFlow } from '../flow/flow-store.ts';
import { ForecastReportTable } from '../forecast/ForecastReportTable.tsx';
import { formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { TEXTS } from '../texts.ts';
import { FlowThen } from './FlowThen.tsx';
import { NodeTable } from './NodeTable.tsx';
import { ReasonTable } from './ReasonTable.tsx';
import { ReproduceDialog } from './ReproduceDialog.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunMarks } from './RunHistory.tsx';
import { RunProblem } from './RunProblem.tsx';
import { copyReport, remark, restoreFlow, saveReport } from './run-actions.ts';
import { compareRunsOf, showRuns } from './runs-view.ts';

const ONE = RUNS_TEXTS.one;
const LIVE: ReadonlySet<string> = new Set(['queued', 'running', 'paused']);

/** One run with everything that is known of it. */
export function RunPage({ run }: { readonly run: number }) {
  const answer = useQuery(
    api.runHistory.report.queryOptions({
      input: { run: run as RunId },
      // A run under way grows; one that has ended is told apart by the watch stream.
      refetchInterval: ({ state }) => (LIVE.has(state.data?.run.state ?? '') ? 1000 : false),
    }),
  );
  const wide = useRoom().palette;
  if (answer.error && answer.data === undefined) return <RunProblem error={answer.error} />;
  const report = answer.data;
  if (report === undefined) return null;
  const facts = <RunFacts report={report} />;
  return (
    <div data-region="main" className="flex h-full min-w-0 bg-bg-1">
      <div className="min-w-0 flex-1 overflow-auto p-5">
        <Header report={report} />
        <div className="flex flex-col gap-3">
          <NodeTable nodes={report.nodes} />
          <div className="rounded-6 border border-line bg-bg-2 p-3 empty:hidden">
            <ForecastReportTable run={run} />
          </div>
          <FlowThen flow={report.flow.flow} />
          <ReasonTable report={report} />
          {!wide && <div className="rounded-6 border border-line bg-bg-2">{facts}</div>}
        </div>
      </div>
      {wide && <aside className="w-80 shrink-0 overflow-auto border-line border-l bg-bg-2">{facts}</aside>}
    </div>
  );
}

function Header({ report }: { readonly report: RunReport }) {
  const { run, options, flow, totals } = report;
  const [repeating, setRepeating] = useState(false);
  const readOnly = useProject((state) => state.project?.readOnly ?? true);
  const present = useFlow();
  const isPresent = flow.flow !== null && isSameFlow(compareFlows(present, flow.flow));
  const live = LIVE.has(run.state);
  const startedAt = Date.parse(run.startedAt);
  const facts = [
    ONE.started(formatWhen(startedAt)),
    ...(run.durationMs === null ? [] : [ONE.took(formatElapsed(run.durationMs))]),
    ONE.revision(flow.revision),
    formatMoney(totals.spendUsd),
  ];
  return (
    <header className="mb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <IconButton icon={ArrowLeft} label={ONE.back} onClick={showRuns} />
        <h1 className="font-semibold text-20">{ONE.heading(run.id)}</h1>
        <span className="flex items-center gap-1.5 text-12" data-testid="report-state">
          <StatusIcon status={runStatus(run.state)} size={14} />
          {TEXTS.run.states[run.state]}
        </span>
        <Title run={run.id} stored={run.title} readOnly={readOnly} />
        <RunMarks
          run={{
            ...(options.to !== null && { to: options.to }),
            ...(options.limit !== null && { limit: options.limit }),
            ...(options.samples !== null && { samples: options.samples }),
            ...(run.reproduces !== null && { reproduces: run.reproduces as RunId }),
          }}
        />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <IconButton
            icon={run.pinned ? PinOff : Pin}
            label={run.pinned ? RUNS_TEXTS.unpin : RUNS_TEXTS.pin}
            aria-pressed={run.pinned}
            disabled={readOnly}
            onClick={() => void remark(run.id, { pinned: !run.pinned })}
          />
          <CompareMenu run={run.id} />
          <ReportMenu run={run.id} />
          {!isPresent && (
            <Button
              icon={History}
              disabled={readOnly || flow.flow === null}
              onClick={() => void restoreFlow(run.id)}
            >
              {ONE.restore}
            </Button>
          )}
          <Button
            kind="main"
            icon={RotateCcw}
            disabled={readOnly || live || flow.flow === null}
            onClick={() => setRepeating(true)}
          >
            {ONE.repeat}
          </Button>
        </div>
      </div>
      <p className="mono mt-1 pl-10 text-tx-3" title={run.startedAt}>
        {facts.join(' · ')}
        {isPresent && ` · ${ONE.same.toLowerCase()}`}
      </p>
      {live && <Chip className="mt-1 ml-10">{ONE.underWay}</Chip>}
      {run.reason !== null && (
        <p className="mt-2 ml-10 text-12 text-err">
          {run.reason.message} <span className="text-tx-2">{run.reason.remedy}</span>
        </p>
      )}
      {repeating && <ReproduceDialog run={run.id} onClose={() => setRepeating(false)} />}
    </header>
  );
}

/** Stored when the field is left, or with Enter. */
function Title({
  run,
  stored,
  readOnly,
}: {
  readonly run: number;
  readonly stored: string;
  readonly readOnly: boolean;
}) {
  const [typed, setTyped] = useState(stored);
  return (
    <input
      type="text"
      aria-label={ONE.titleField}
      placeholder={ONE.titlePlaceholder}
      value={typed}
      maxLength={200}
      readOnly={readOnly}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
      onBlur={() => {
        if (typed.trim() !== stored) void remark(run, { title: typed.trim() });
      }}
      className="field-focus h-7 w-48 min-w-0 rounded-4 border border-transparent bg-transparent px-1.5 text-15 placeholder:text-tx-3 hover:border-line-2"
    />
  );
}

/** The last runs, the one before first. */
function CompareMenu({ run }: { readonly run: number }) {
  const runs =
    useQuery(api.runHistory.list.queryOptions({ input: { offset: 0, limit: 50 } })).data?.runs ?? [];
  const others = runs
    .filter(({ id }) => id !== run)
    .sort((a, b) => Math.abs(a.id - run) - Math.abs(b.id - run) || a.id - b.id)
    .slice(0, 10);
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={GitCompare} disabled={others.length === 0}>
          {ONE.compare}
        </Button>
      }
      groups={[
        others.map(({ id, title, startedAt }) => ({
          label: RUNS_TEXTS.named(id, title),
          hint: formatWhen(startedAt),
          onChoose: () => compareRunsOf(run, id),
        })),
      ]}
    />
  );
}

function ReportMenu({ run }: { readonly run: number }) {
  return (
    <Menu
      align="end"
      trigger={<Button icon={FileText}>{ONE.report}</Button>}
      groups={[
        [
          { label: ONE.saveMarkdown, icon: FileText, onChoose: () => void saveReport(run, 'markdown') },
          { label: ONE.saveJson, icon: FileJson, onChoose: () => void saveReport(run, 'json') },
          { label: ONE.copyMarkdown, icon: Copy, onChoose: () => void copyReport(run) },
        ],
      ]}
    />
  );
}
