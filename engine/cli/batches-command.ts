import type { ProviderBatch, ProviderBatchPlan } from '../../core/contract/provider-batch.ts';
import { UserError } from '../../core/errors.ts';
import { planProjectBatches } from '../session/plan-project-batches.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { formatUsd } from './format-number.ts';
import { formatTable, plainText } from './plain-text.ts';

export interface BatchesOptions {
  readonly cancel?: number;
  readonly plan?: boolean;
  readonly json?: boolean;
}

/**
 * `batches PROJECT [--cancel ID | --plan]`: asks the providers, fetches what is ready, and lists. Where another process owns the project its
 * list is shown as it stands.
 */
export async function batchesCommand(
  context: CommandContext,
  path: string,
  options: BatchesOptions,
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'read');
  if (options.plan) return planCommand(context, project, options.json ?? false);
  const before = project.parts.batches.list();
  const busy = before.some(({ collected }) => !collected);
  const batches = busy || options.cancel !== undefined ? await asked(context, path, options) : before;
  const { terminal } = context;
  if (options.json) for (const batch of batches) terminal.out(`${JSON.stringify(toLine(batch))}\n`);
  else terminal.out(batches.length === 0 ? 'No batches.\n' : formatBatches(batches));
  return EXIT.done;
}

/** What a run would send, before anything is sent. */
async function planCommand(
  { terminal }: CommandContext,
  project: ProjectSession,
  json: boolean,
): Promise<ExitCode> {
  const plans = await planProjectBatches(project);
  if (json) for (const plan of plans) terminal.out(`${JSON.stringify({ event: 'plan', ...plan })}\n`);
  else if (plans.length === 0) terminal.out('No node delivers by batches.\n');
  else for (const plan of plans) terminal.out(`${formatPlan(plan)}\n`);
  return EXIT.done;
}

function formatPlan({
  node,
  requests,
  batches,
  counted,
  worstUsd,
  directWorstUsd,
}: ProviderBatchPlan): string {
  const count = (number: number, one: string, many: string) =>
    `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
  const size = `${count(requests, 'request', 'requests')} in about ${count(batches, 'batch', 'batches')}`;
  const money =
    worstUsd === undefined || directWorstUsd === undefined
      ? 'no price is known'
      : `at most ${formatUsd(worstUsd)}, directly ${formatUsd(directWorstUsd)}`;
  return `${node}: ${size}, ${money}${counted ? '' : ' (counted by images)'}.`;
}

async function asked(
  context: CommandContext,
  path: string,
  { cancel }: BatchesOptions,
): Promise<readonly ProviderBatch[]> {
  const { session } = await context.engine();
  const project = await session.open(context.path(path), {});
  const { batches } = project.parts;
  if (cancel !== undefined) {
    project.requireWritable();
    if (!batches.list().some(({ id }) => id === cancel))
      throw new UserError('NOT_FOUND', `There is no batch ${cancel}.`, {
        remedy: 'List them without --cancel.',
      });
    await batches.cancel(cancel);
  } else await batches.refresh();
  return batches.list();
}

/** A line of `--json`: times are ISO 8601, null where there is none. */
function toLine(batch: ProviderBatch) {
  const { createdAt, sentAt, expiresAt, endedAt, costUsd, providerId, trouble, ...plain } = batch;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    event: 'batch',
    ...plain,
    costUsd: costUsd ?? null,
    providerId: providerId ?? null,
    createdAt: time(createdAt),
    sentAt: time(sentAt),
    expiresAt: time(expiresAt),
    endedAt: time(endedAt),
    trouble: trouble ?? null,
  };
}

function formatBatches(batches: readonly ProviderBatch[]): string {
  const rows = batches.map((batch) => [
    batch.id,
    plainText(batch.endpoint),
    plainText(batch.model),
    batch.state.replace('_', ' '),
    batch.requests,
    batch.done,
    batch.failed,
    batch.ready,
    batch.costUsd === undefined ? `up to ${formatUsd(batch.worstUsd)}` : formatUsd(batch.costUsd),
  ]);
  const head = ['batch', 'endpoint', 'model', 'state', 'requests', 'done', 'failed', 'ready', 'cost'];
  const troubles = batches.flatMap(({ id, trouble }) =>
    trouble === undefined
      ? []
      : [`Batch ${id}: ${plainText(trouble.message)} ${trouble.remedy ?? ''}`.trim()],
  );
  const ready = batches.reduce((sum, batch) => sum + batch.ready, 0);
  const next =
    ready === 0
      ? []
      : [`${ready.toLocaleString('en-US')} replies are ready: run the project, and they become captions.`];
  return [formatTable([head, ...rows]), ...troubles, ...next, ''].join('\n');
}
