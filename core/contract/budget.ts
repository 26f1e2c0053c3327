import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { NodeId } from '../ids.ts';
import { codedErrors, trusted } from './schema.ts';

/** Where a project's money is. US dollars. */
export interface BudgetState {
  readonly capUsd?: number;
  /** Paid for replies. */
  readonly settledUsd: number;
  /** Worst cases of requests that have not been settled, those left behind included. */
  readonly reservedUsd: number;
  /** Requests that were under way when a run was cut off: nobody knows what they were billed at, and they count in full [RUN7]. */
  readonly leftBehind: { readonly count: number; readonly usd: number };
  /** Dearest first; without a node where an older version paid. */
  readonly nodes: readonly {
    readonly node?: NodeId;
    readonly settledUsd: number;
    readonly reservedUsd: number;
  }[];
}

const base = oc.errors(codedErrors);

/** The money of the open project. Its cap is set by `project.setCap`. */
export const budgetContract = {
  get: base.output(trusted<BudgetState>()),
  /** The user has looked at the provider's bill: all that was left behind cost this much. */
  settleLeftBehind: base.input(z.object({ usd: z.number().min(0).max(1e6) })).output(trusted<BudgetState>()),
};
