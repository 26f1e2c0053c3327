import type { RunLine } from '../../core/contract/run-history.ts';
import type { RunId } from '../../core/ids.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { formatDuration, formatUsd } from './format-number.ts';
import { formatTable, plainText } from './plain-text.ts';

/** Runs in one listing. */
const MOST = 1000;

/** A line of `runs --json`. Times are ISO 8601, null where there is none [CLI11]. */
type RunJson = Omit<RunLine, 'startedAt' | 'endedAt'> & {
  readonly startedAt: string;
  readonly endedAt: string | null;
};

/** `runs PROJECT [--json]`: pinned runs first, then the newest. */
export async function runsCommand(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'read');
  const { runs, total } = project.store.runFacts.list(0, MOST);
  const { terminal } = context;
  if (options.json) for (const run of runs) terminal.out(`${JSON.stringify(toJson(run))}\n`);
  else if (total === 0) terminal.out('Not run yet.\n');
  else {
    const head = ['run', 'state', 'started', 'took', 'captions', 'rejected', 'failed', 'spent', ''];
    terminal.out(`${formatTable([head, ...runs.map(toRow)])}\n`);
    if (total > runs.length) terminal.out(`\nThe newest ${MOST} of ${total.toLocaleString('en-US')}.\n`);
  }
  return EXIT.done;
}

function toJson({ startedAt, endedAt, ...run }: RunLine): RunJson {
  return {
    ...run,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
  };
}

function toRow(run: RunLine): readonly (string | number)[] {
  const took = run.endedAt === undefined ? '' : formatDuration((run.endedAt - run.startedAt) / 1000);
  return [
    run.id,
    run.state,
    new Date(run.startedAt).toISOString().slice(0, 16).replace('T', ' '),
    took,
    run.captions,
    run.rejected,
    run.failed,
    formatUsd(run.spendUsd),
    plainText(remarksOf(run).join(', '), 60),
  ];
}

function remarksOf(run: RunLine): readonly string[] {
  return [
    run.title,
    run.pinned ? 'pinned' : '',
    run.to === undefined ? '' : `to ${run.to}`,
    run.limit === undefined ? '' : `${run.limit} samples`,
    run.samples === undefined ? '' : `${run.samples} chosen`,
    run.reproduces === undefined ? '' : `repeats ${run.reproduces}`,
  ].filter((text) => text !== '');
}

/** The run with this number, or the last one. */
export function chosenRun(project: ProjectSession, given: number | undefined): RunId | undefined {
  return (given as RunId | undefined) ?? project.store.runs.latest()?.id;
}
