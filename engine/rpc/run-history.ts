import { dirname } from 'node:path';
import { compareRuns } from '../../core/compare-runs.ts';
import type { RunId } from '../../core/ids.ts';
import { resolveUserPath } from '../files/resolve-path.ts';
import { changedSamples } from '../session/compare-samples.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { planReproduction, reproduceRun, restoreFlow } from '../session/reproduce-run.ts';
import { reportSource, runReport } from '../session/run-report.ts';
import { type ReportFormat, reportText } from '../session/run-report-text.ts';
import { writeReport } from '../session/write-report.ts';
import { api } from './implementer.ts';

export function runHistoryHandlers(engine: EngineSession) {
  const project = () => engine.requireProject();
  const source = () => reportSource(project());
  const textOf = async ({ run, format }: { readonly run: RunId; readonly format: ReportFormat }) => {
    const { store } = project();
    const places = { project: dirname(store.path), roots: store.images.roots() };
    return reportText(await runReport(source(), run, { bySource: true }), places, format);
  };
  const { runHistory } = api;
  return runHistory.router({
    list: runHistory.list.handler(({ input }) => project().store.runFacts.list(input.offset, input.limit)),
    report: runHistory.report.handler(({ input }) => runReport(source(), input.run)),
    write: runHistory.write.handler(async ({ input }) => ({
      name: `run-${input.run}.${input.format === 'json' ? 'json' : 'md'}`,
      text: await textOf(input),
    })),
    save: runHistory.save.handler(async ({ input }) =>
      writeReport(resolveUserPath(input.out, dirname(project().store.path)), await textOf(input)),
    ),
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
