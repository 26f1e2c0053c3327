import { dirname } from 'node:path';
import { compareRuns } from '../../core/compare-runs.ts';
import { changedSamples } from '../session/compare-samples.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { planReproduction, reproduceRun, restoreFlow } from '../session/reproduce-run.ts';
import { type ReportSource, runReport } from '../session/run-report.ts';
import { reportText } from '../session/run-report-text.ts';
import { api } from './implementer.ts';

export function runHistoryHandlers(engine: EngineSession) {
  const project = () => engine.requireProject();
  const source = (): ReportSource => {
    const { store, parts } = project();
    return { store, library: parts.library, current: project().currentRun() };
  };
  const { runHistory } = api;
  return runHistory.router({
    list: runHistory.list.handler(({ input }) => project().store.runFacts.list(input.offset, input.limit)),
    report: runHistory.report.handler(({ input }) => runReport(source(), input.run)),
    write: runHistory.write.handler(async ({ input }) => {
      const { store } = project();
      const places = { project: dirname(store.path), roots: store.images.roots() };
      const report = await runReport(source(), input.run);
      return {
        name: `run-${input.run}.${input.format === 'json' ? 'json' : 'md'}`,
        text: reportText(report, places, input.format),
      };
    }),
    remark: runHistory.remark.handler(({ input }) => {
      project().requireWritable();
      project().store.runFacts.remark(input.run, input);
    }),
    compare: runHistory.compare.handler(async ({ input }) =>
      compareRuns(await runReport(source(), input.before), await runReport(source(), input.after)),
    ),
    changedSamples: runHistory.changedSamples.handler(({ input }) => changedSamples(project().store, input)),
    restoreFlow: runHistory.restoreFlow.handler(({ input }) => restoreFlow(project(), input.run)),
    reproduction: runHistory.reproduction.handler(({ input, signal }) =>
      planReproduction(project(), input.run, signal ?? new AbortController().signal),
    ),
    reproduce: runHistory.reproduce.handler(async ({ input }) =>
      (await reproduceRun(project(), input.run)).progress(),
    ),
  });
}
