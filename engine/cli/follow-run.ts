import type { RunProgress } from '../../core/run.ts';
import type { ActiveRun } from '../run/index.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { steadyNow } from '../steady-clock.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts';
import { formatComparison } from './format-forecast.ts';
import { plainText } from './plain-text.ts';
import { formatTrouble } from './report-trouble.ts';
import { type ProgressDisplay, showProgress } from './show-progress.ts';
import { formatStatus, projectStatus } from './status.ts';
import type { Terminal } from './terminal.ts';

const JSON_EVENT_MS = 500;
/** Captions among which new ones are looked for. */
const LOOKED_AT = 100;
const WIDTH_IN_PIPES = 240;

export interface FollowOptions {
  readonly json: boolean;
  /** So many captions of each captioner are shown as they come, one line each. */
  readonly showCaptions?: number;
}

/**
 * Shows a run until it ends and gives the exit code. A run that pauses itself (budget, an error that would hit every sample) is ended here:
 * nobody is there to resume it, and the next run takes up what is left. The first interrupt stops, the second quits [CLI5].
 */
export async function followRun(
  terminal: Terminal,
  project: ProjectSession,
  run: ActiveRun,
  options: FollowOptions,
): Promise<ExitCode> {
  const display = showProgress(terminal);
  const captions = captionPrinter(terminal, project, options.showCaptions ?? 0);
  let paused: RunProgress | undefined;
  let interrupted = false;
  let lastEvent = 0;

  const show = (progress: RunProgress) => {
    captions(display);
    display.update(progress);
    if (options.json && steadyNow() - lastEvent >= JSON_EVENT_MS) {
      lastEvent = steadyNow();
      terminal.out(`${JSON.stringify({ event: 'progress', ...projectStatus(project, progress) })}\n`);
    }
    if (progress.state === 'paused' && progress.reason && !paused) {
      paused = progress;
      void run.stop();
    }
  };
  const ignore = terminal.onInterrupt(() => {
    if (interrupted) return terminal.quit(EXIT.interrupted);
    interrupted = true;
    display.say('Stopping; what is done is kept. Press Ctrl+C again to quit at once.');
    void run.stop();
  });
  const deaf = run.onProgress(show);
  show(run.progress());
  const end = await run.finished;
  deaf();
  ignore();
  captions(display);
  display.end();

  terminal.err(formatTrouble(project));
  const report = project.forecasts.report(end);
  if (report && report.comparisons.length > 0) terminal.err(`${formatComparison(report)}\n`);
  const reason = paused?.reason ?? end.reason;
  if (reason) {
    terminal.err(`${plainText(reason.message)}\n`);
    if (reason.remedy) terminal.err(`${plainText(reason.remedy)}\n`);
  }
  const status = projectStatus(project, end);
  if (options.json) terminal.out(`${JSON.stringify(status)}\n`);
  else terminal.out(formatStatus(status));
  if (interrupted) return EXIT.interrupted;
  return exitCodeOf(paused ?? end);
}

/** Prints the first captions that each captioner writes, as they come: `name: text`. */
function captionPrinter(terminal: Terminal, project: ProjectSession, perNode: number) {
  const shown = new Map<string, Set<number>>();
  const width = terminal.isLive ? Math.max(40, terminal.columns() - 1) : WIDTH_IN_PIPES;
  return (display: ProgressDisplay) => {
    if (perNode === 0) return;
    for (const { node, sample } of project.runs.latestCaptions(LOOKED_AT).toReversed()) {
      const { caption, location } = sample.facets;
      const seen = shown.get(node) ?? new Set();
      if (!caption || seen.size >= perNode || seen.has(caption.id)) continue;
      shown.set(node, seen.add(caption.id));
      display.say(plainText(`${location.name}: ${caption.text}`, width));
    }
  };
}
