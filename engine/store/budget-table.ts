import type { RunId } from '../../core/ids.ts';

/** Money, US dollars [RUN7]. */
export interface BudgetTable {
  /** Commits with the group; send nothing before `committed()`. */
  reserve(run: RunId, usd: number): number;
  /** Idempotent: only the first settlement of a reservation counts. */
  settle(reservation: number, usd: number): void;
  /** Of the whole project. */
  spend(): { readonly settledUsd: number; readonly reservedUsd: number };
  /** Settled in one run. */
  spentIn(run: RunId): number;
  /** Reservations of runs that have ended: a kill left them behind, and they count in full. */
  leftBehind(): { readonly count: number; readonly usd: number };
  /** The user has looked at the provider's bill: all that was left behind cost this much. */
  settleLeftBehind(usd: number): void;
}
