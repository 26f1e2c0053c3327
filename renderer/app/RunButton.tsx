import { ChevronDown, Play } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { findNode } from '../../core/flow.ts';
import { useKeys } from '../commands/registry.ts';
import { useCatalog, useFlow, useProblems } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { openForecast, useForecast } from '../forecast/forecast-state.ts';
import { Menu } from '../parts/Menu.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';
import { startRun, TRY_OUT } from './run-control.ts';
import { useScreen } from './screen.ts';
import { sumRun } from './sum-run.ts';

const ForecastDialog = lazy(() =>
  import('../forecast/ForecastDialog.tsx').then((it) => ({ default: it.ForecastDialog })),
);

/** Run, and beside it the other ways to run. */
export function RunButton() {
  const flow = useFlow();
  const catalog = useCatalog();
  const run = useProject((state) => state.run);
  const errors = useProblems().filter((problem) => problem.severity === 'error').length;
  const selected = useScreen((state) => state.selection.find((id) => findNode(flow, id) !== undefined));
  const busy = run?.state === 'running' || run?.state === 'queued';
  const empty = flow.nodes.length === 0;
  const forecasting = useForecast((state) => state.open);
  const failed = run ? sumRun(run).failed : 0;
  const node = selected === undefined ? undefined : findNode(flow, selected);
  const disabled = busy || empty;
  const keys = useKeys('run.start');
  return (
    <div className="flex h-7 shrink-0" data-tour="run">
      <Tooltip text={errors > 0 && !busy ? TEXTS.run.blocked(errors) : TEXTS.run.run} keys={keys}>
        <button
          type="button"
          disabled={disabled}
          onClick={() => void startRun()}
          className="flex items-center gap-1.5 rounded-l-4 bg-accent pr-2.5 pl-2.5 font-semibold text-12 text-on-accent hover:bg-accent-hover disabled:opacity-50"
        >
          <Play size={14} strokeWidth={2} aria-hidden />
          {TEXTS.run.run}
        </button>
      </Tooltip>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={TEXTS.run.menu}
            disabled={disabled}
            className="ml-px flex w-6 items-center justify-center rounded-r-4 bg-accent text-on-accent hover:bg-accent-hover disabled:opacity-50"
          >
            <ChevronDown size={14} strokeWidth={2} aria-hidden />
          </button>
        }
        groups={[
          [
            { label: TEXTS.run.runAll, keys, onChoose: () => void startRun() },
            {
              label: node ? TEXTS.run.runTo(nodeTitle(node, catalog)) : TEXTS.run.runToSelected,
              disabled: !node,
              onChoose: () => {
                if (node) void startRun({ to: node.id });
              },
            },
            { label: TEXTS.run.runSome(TRY_OUT), onChoose: () => void startRun({ limit: TRY_OUT }) },
            { label: TEXTS.run.forecast, onChoose: openForecast },
          ],
          [
            {
              label: failed > 0 ? TEXTS.run.retryFailedCount(failed) : TEXTS.run.retryFailed,
              disabled: failed === 0,
              onChoose: () => void startRun({ retryFailed: true }),
            },
          ],
        ]}
      />
      {forecasting && (
        <Suspense fallback={null}>
          <ForecastDialog />
        </Suspense>
      )}
    </div>
  );
}
