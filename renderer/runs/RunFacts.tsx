import { useState } from 'react';
import type { RunReport } from '../../core/run-report.ts';
import { formatBytes, formatCap, formatCount, formatElapsed, formatMoney, formatTime } from '../format.ts';
import { TextArea } from '../parts/TextField.tsx';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { remark } from './run-actions.ts';
import { FactList, SideSection } from './Section.tsx';

const TEXTS = RUNS_TEXTS.one;

/** Everything about a run that stands beside its tables. */
export function RunFacts({ report }: { readonly report: RunReport }) {
  const titles = new Map(report.nodes.map(({ id, title }) => [id, title]));
  const titleOf = (id: string) => titles.get(id) ?? id;
  return (
    <>
      <Notes run={report.run.id} stored={report.run.notes} />
      <SideSection title={TEXTS.summary}>
        <FactList facts={summaryOf(report)} />
      </SideSection>
      {report.costs.length > 0 && (
        <SideSection title={TEXTS.costs}>
          {report.costs.map(({ node, model, usd, usdPerKept, captions }) => (
            <div key={`${node} ${model}`} className="mb-1.5 last:mb-0">
              <div className="flex items-baseline justify-between gap-2">
                <span className="truncate text-12">{model}</span>
                <span className="mono">{usd === null ? TEXTS.unknownPrice : formatMoney(usd)}</span>
              </div>
              <p className="text-11 text-tx-3">
                {titleOf(node)}, {formatCount(captions)}
                {usdPerKept !== null && `, ${formatMoney(usdPerKept)} ${TEXTS.perKept}`}
              </p>
            </div>
          ))}
        </SideSection>
      )}
      <SideSection title={TEXTS.options}>
        <FactList facts={optionFacts(report, titleOf)} />
      </SideSection>
      {report.models.length > 0 && (
        <SideSection title={TEXTS.models}>
          {report.models.map(({ node, title, identity, repliedAs }) => (
            <div key={node} className="mb-1.5 last:mb-0">
              <p className="text-12">
                {title} <span className="text-tx-3">· {titleOf(node)}</span>
              </p>
              <p className="mono break-all text-tx-3">{identityText(identity)}</p>
              {repliedAs.length > 0 && <p className="mono text-tx-3">{repliedAs.join(', ')}</p>}
            </div>
          ))}
        </SideSection>
      )}
      {report.artifacts.length > 0 && (
        <SideSection title={TEXTS.artifacts}>
          {report.artifacts.map(({ node, title, count, digest }) => (
            <div key={node} className="mb-1.5 last:mb-0">
              <p className="text-12">
                {title} <span className="text-tx-3">· {TEXTS.records(count)}</span>
              </p>
              <p className="mono truncate text-tx-3" title={digest}>
                {digest}
              </p>
            </div>
          ))}
        </SideSection>
      )}
      <SideSection title={TEXTS.environment}>
        {report.environment === null ? (
          <p className="text-12 text-tx-3">{TEXTS.noEnvironment}</p>
        ) : (
          <FactList facts={environmentFacts(report.environment)} />
        )}
      </SideSection>
      <SideSection title={TEXTS.log}>
        {report.log.length === 0 ? (
          <p className="text-12 text-tx-3">{TEXTS.noLog}</p>
        ) : (
          <ol className="max-h-48 overflow-auto">
            {report.log.map(({ at, level, text }, index) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log that has ended keep their places
                key={index}
                className={`mono break-words ${level === 'error' ? 'text-err' : level === 'warning' ? 'text-warn' : 'text-tx-2'}`}
              >
                <span className="text-tx-3">{formatTime(Date.parse(at))}</span> {text}
              </li>
            ))}
          </ol>
        )}
      </SideSection>
    </>
  );
}

/** What was typed is stored when the field is left. */
function Notes({ run, stored }: { readonly run: number; readonly stored: string }) {
  const [typed, setTyped] = useState(stored);
  return (
    <SideSection title={TEXTS.notes}>
      <TextArea
        aria-label={TEXTS.notes}
        placeholder={TEXTS.notesPlaceholder}
        value={typed}
        onValue={setTyped}
        onBlur={() => {
          if (typed !== stored) void remark(run, { notes: typed });
        }}
      />
    </SideSection>
  );
}

type Facts = readonly (readonly [string, string])[];

function summaryOf({ totals, run }: RunReport): Facts {
  const { figures } = RUNS_TEXTS;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [figures.durationMs, run.durationMs === null ? undefined : formatElapsed(run.durationMs)],
    [figures.spendUsd, formatMoney(totals.spendUsd)],
    [figures.found, formatCount(totals.found)],
    [figures.captions, formatCount(totals.captions)],
    [figures.kept, totals.kept === null ? undefined : formatCount(totals.kept)],
    [figures.promptTokens, formatCount(totals.promptTokens)],
    [figures.completionTokens, formatCount(totals.completionTokens)],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

function optionFacts({ options, seeds }: RunReport, titleOf: (id: string) => string): Facts {
  const { to, limit, samples, capUsd, retryFailed } = options;
  const texts = RUNS_TEXTS.options;
  const retried = Array.isArray(retryFailed)
    ? retryFailed.map(titleOf).join(', ')
    : retryFailed
      ? texts.all
      : texts.no;
  return [
    [texts.to, to === null ? texts.toEnd : titleOf(to)],
    ...(limit === null ? [] : [[texts.limit, formatCount(limit)] as const]),
    ...(samples === null ? [] : [[texts.samples, formatCount(samples)] as const]),
    ...(capUsd === null ? [] : [[texts.capUsd, formatCap(capUsd)] as const]),
    [texts.retryFailed, retried],
    ...Object.entries(seeds).map(([node, seed]) => [texts.seed(titleOf(node)), String(seed)] as const),
  ];
}

function environmentFacts(environment: NonNullable<RunReport['environment']>): Facts {
  return Object.entries(RUNS_TEXTS.environment).flatMap(([name, title]) => {
    const value = environment[name as keyof typeof environment];
    if (value === null) return [];
    return [[title, name === 'memoryBytes' ? formatBytes(Number(value)) : String(value)] as const];
  });
}

function identityText(identity: unknown): string {
  if (typeof identity !== 'object' || identity === null) return JSON.stringify(identity);
  return Object.values(identity)
    .filter((value) => value !== null)
    .map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
    .join(' · ');
}
