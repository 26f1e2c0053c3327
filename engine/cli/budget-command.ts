import type { BudgetState } from '../../core/contract/budget.ts';
import { budgetState } from '../session/budget-state.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { formatCount, formatUsd } from './format-number.ts';
import { formatTable } from './plain-text.ts';

export interface BudgetCommandOptions {
  /** US dollars; false takes the cap away. */
  readonly cap?: number | false;
  readonly settle?: number;
  readonly json?: boolean;
}

/** `budget PROJECT [--cap USD | --no-cap] [--settle USD] [--json]`: where the money is, what bounds it, and what a kill has left behind [RUN7]. */
export async function budgetCommand(
  context: CommandContext,
  path: string,
  options: BudgetCommandOptions,
): Promise<ExitCode> {
  const { cap, settle, json } = options;
  const changes = cap !== undefined || settle !== undefined;
  const project = await openProjectFor(context, path, changes ? 'write' : 'read');
  if (cap !== undefined) await project.setCap(cap === false ? undefined : cap);
  if (settle !== undefined) project.store.budget.settleLeftBehind(settle);
  const state = budgetState(project.store);
  context.terminal.out(json ? `${JSON.stringify(state)}\n` : formatBudget(state));
  return EXIT.done;
}

function formatBudget({ settledUsd, reservedUsd, leftBehind, capUsd, nodes }: BudgetState): string {
  const rows = nodes.map(({ node = '', settledUsd: settled, reservedUsd: reserved }) => [
    node,
    formatUsd(settled),
    formatUsd(reserved),
  ]);
  const cap = capUsd === undefined ? 'no cap' : `a cap of ${formatUsd(capUsd)}`;
  const left =
    leftBehind.count === 0
      ? []
      : [
          `${formatCount(leftBehind.count)} ${leftBehind.count === 1 ? 'request was' : 'requests were'} cut off and may have been billed: ${formatUsd(leftBehind.usd)} counts as spent until it is settled.`,
          "Look at the provider's bill, then run: ekphrasis budget <project> --settle <usd>",
        ];
  return [
    ...(rows.length > 0 ? [formatTable([['node', 'spent', 'reserved'], ...rows]), ''] : []),
    `${formatUsd(settledUsd)} spent, ${formatUsd(reservedUsd)} reserved, ${cap}.`,
    ...left,
    '',
  ].join('\n');
}
