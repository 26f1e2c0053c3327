import type { Forecast } from '../../core/forecast.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { trialOptions } from '../session/run-forecasts.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { formatForecast } from './format-forecast.ts';
import { formatProblems } from './report-error.ts';

/** Samples that are tried where nobody says how many. */
const SAMPLES = 50;

export interface ForecastCommandOptions {
  readonly samples?: number;
  readonly to?: string;
  readonly budget?: number;
  readonly json?: boolean;
}

/** `forecast PROJECT [--samples N] [--to NODE] [--budget USD] [--json]`: tries a part of the samples, and says what all of them will take [RUN12]. */
export async function forecastCommand(
  context: CommandContext,
  path: string,
  options: ForecastCommandOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const project = await openProjectFor(context, path, 'write');
  // What was forecast for this very flow stands until another part is asked for.
  const known = options.samples === undefined ? latest(project, options.to) : undefined;
  const code = known ? EXIT.done : await tryOut(context, project, options);
  const forecast = known ?? latest(project, options.to);
  if (forecast === undefined || (code !== EXIT.done && code !== EXIT.failures)) return code;
  terminal.out(options.json ? `${JSON.stringify(forecast)}\n` : formatForecast(forecast));
  return code;
}

function latest({ store }: ProjectSession, to: string | undefined): Forecast | undefined {
  return store.forecasts.latest(store.flow.revision(), to);
}

/** Runs the trial; its counts are no result of this command. */
async function tryOut(
  { terminal }: CommandContext,
  project: ProjectSession,
  { samples = SAMPLES, to, budget, json = false }: ForecastCommandOptions,
): Promise<ExitCode> {
  const trial = trialOptions(project.parts, {
    samples,
    ...(to !== undefined && { to }),
    ...(budget !== undefined && { spendUsd: budget }),
  });
  const problems = await project.check(trial);
  if (problems.some(({ severity }) => severity === 'error')) {
    terminal.err(formatProblems(problems));
    if (json) terminal.out(`${JSON.stringify({ event: 'problems', problems })}\n`);
    return EXIT.notStarted;
  }
  const quiet = { ...terminal, out: () => undefined };
  const code = await followRun(quiet, project, await project.startRun(trial), { json: false });
  await project.forecasts.ready();
  return code;
}
