import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import { useCatalog, useFlowNode } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatBytes, formatCount, formatPercent, formatTimeLeft } from '../format.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { engine } from '../rpc/client.ts';
import { FactList } from '../runs/Section.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { useFollowedOnce } from './follow-once.ts';
import { LaunchSection } from './LaunchSection.tsx';
import { MemoryBar } from './MemoryBar.tsx';
import { closePreflight } from './preflight-state.ts';
import { RenderedSamples } from './RenderedSamples.tsx';

const TEXTS = TRAINING_TEXTS.preflight;

/** What training at a node will take: found out while the dialog is open, part by part. Closing it ends the search. */
export function PreflightDialog({ node: id }: { readonly node: string }) {
  const node = useFlowNode(id);
  const catalog = useCatalog();
  const { value, error } = useFollowedOnce(id, (signal) =>
    engine().training.preflight({ node: id, probe: true }, { signal }),
  );
  return (
    <Dialog
      open
      onClose={closePreflight}
      title={TEXTS.title(node ? nodeTitle(node, catalog) : id)}
      width={820}
    >
      {error && (
        <p role="alert" className="text-12 text-err">
          {error.message} <span className="text-tx-2">{error.remedy}</span>
        </p>
      )}
      {!error && value === undefined && <Progress text={TEXTS.states.writing} />}
      {value && <Found preflight={value} />}
    </Dialog>
  );
}

function Progress({ text, count }: { readonly text: string; readonly count?: string | undefined }) {
  return (
    <p className="flex items-center gap-2 text-12 text-tx-2" aria-live="polite">
      <Spinner size={14} />
      {text}
      {count !== undefined && <span className="mono text-tx-3">{count}</span>}
    </p>
  );
}

/** What is known by now; the rest comes in its place. */
function Found({ preflight }: { readonly preflight: TrainingPreflight }) {
  const { state, progress, problems, memory, audit, probe, commands } = preflight;
  const isUnderWay = state !== 'done' && state !== 'failed';
  return (
    <div className="flex flex-col gap-4" data-testid="preflight" data-state={state}>
      {isUnderWay && (
        <Progress text={TEXTS.states[state]} count={progress && TEXTS.progress(progress.done, progress.of)} />
      )}
      {problems.length > 0 && (
        <ul aria-label={TEXTS.problems} className="flex flex-col gap-1.5">
          {problems.map((problem) => (
            <li
              key={`${problem.code} ${problem.message}`}
              className={`rounded-4 px-2.5 py-1.5 text-12 ${problem.severity === 'warning' ? 'bg-warn-soft text-warn' : 'bg-err-soft text-err'}`}
            >
              {problem.message} <span className="text-tx-2">{problem.remedy}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(230px,1fr))] gap-x-6 gap-y-4">
        {memory && <MemoryBar memory={memory} measured={probe?.peakMemoryBytes} />}
        <Section title={TEXTS.plan}>
          <FactList facts={planFacts(preflight)} />
        </Section>
        {audit && (
          <Section title={TEXTS.audit}>
            <FactList
              facts={[
                [TEXTS.records, formatCount(audit.records)],
                [TEXTS.heldOut, formatCount(audit.heldOutRecords)],
                [TEXTS.textOnly, formatCount(audit.textOnly)],
                [TEXTS.broken, <Bad key="broken" count={audit.brokenImages} />],
                [TEXTS.emptyCaptions, <Bad key="empty" count={audit.emptyCaptions} />],
                [TEXTS.tooLong, <Bad key="long" count={audit.tooLong} />],
                [TEXTS.longest, formatCount(audit.longestTokens)],
                [TEXTS.mean, formatCount(Math.round(audit.meanTokens))],
                [TEXTS.lossShare, formatPercent(audit.lossTokenShare)],
              ]}
            />
            {audit.brokenExamples.length > 0 && (
              <details className="mt-1">
                <summary className="text-11 text-tx-3">{TEXTS.examples}</summary>
                <ul className="mono max-h-32 overflow-auto break-all text-tx-2">
                  {audit.brokenExamples.map((path) => (
                    <li key={path}>{path}</li>
                  ))}
                </ul>
              </details>
            )}
          </Section>
        )}
      </div>
      {commands && <LaunchSection commands={commands} />}
      {audit && audit.samples.length > 0 && <RenderedSamples samples={audit.samples} />}
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 font-semibold text-12">{title}</h3>
      {children}
    </section>
  );
}

function Bad({ count }: { readonly count: number }) {
  return <span className={count > 0 ? 'text-warn' : ''}>{formatCount(count)}</span>;
}

function planFacts({ steps, globalBatchSize, probe, seconds, diskBytes, freeBytes }: TrainingPreflight) {
  return [
    [TEXTS.steps, steps === undefined ? '–' : formatCount(steps)],
    [TEXTS.globalBatch, globalBatchSize === undefined ? '–' : formatCount(globalBatchSize)],
    [TEXTS.perStep, probe ? formatStep(probe.secondsPerStep) : TEXTS.notMeasured],
    [TEXTS.time, seconds === undefined ? '–' : formatTimeLeft(seconds)],
    [
      TEXTS.disk,
      diskBytes === undefined
        ? '–'
        : [
            formatBytes(diskBytes),
            ...(freeBytes === undefined ? [] : [TEXTS.free(formatBytes(freeBytes))]),
          ].join(' · '),
    ],
  ] as const;
}

/** 0.0421 s → `42 ms`. */
function formatStep(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}
