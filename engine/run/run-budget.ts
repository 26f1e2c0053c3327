import { UserError } from '../../core/errors.ts';
import type { RunId } from '../../core/ids.ts';
import type { Budget, Reservation } from '../captioners/captioner-service.ts';
import type { RunStore } from '../store/run-store.ts';

/**
 * The cap on what a project spends in all [RUN7]; a person may change it while the run goes on. A request's worst case is on disk before the request is sent, so that a kill can only make us count too much.
 */
export function createBudget(store: RunStore, run: RunId, cap: () => number | undefined): Budget {
  return {
    get capped() {
      return cap() !== undefined;
    },
    async reserve(worstCaseUsd): Promise<Reservation> {
      if (worstCaseUsd === 0) return { settle: () => undefined };
      const capUsd = cap();
      const { settledUsd, reservedUsd } = store.spend();
      if (capUsd !== undefined && settledUsd + reservedUsd + worstCaseUsd > capUsd)
        throw budgetReached(capUsd, settledUsd + reservedUsd);
      const id = store.reserve(run, worstCaseUsd);
      await store.committed();
      let open = true;
      return {
        settle: (usd) => {
          if (open) store.settle(id, usd);
          open = false;
        },
      };
    },
  };
}

function budgetReached(capUsd: number, usedUsd: number): UserError {
  return new UserError(
    'BUDGET_REACHED',
    `The next request could cross the cap: $${usedUsd.toFixed(2)} of $${capUsd.toFixed(2)} is spent or reserved.`,
    { remedy: 'Raise the cap and resume, or stop here: everything so far is kept.', fix: 'raise-budget' },
  );
}
