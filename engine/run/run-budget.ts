import { UserError } from '../../core/errors.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { Budget, Reservation } from '../captioners/captioner-service.ts';
import type { RunStore } from '../store/run-store.ts';

/** The money of one run, shared by all of its nodes [RUN7]. */
export interface RunBudget {
  /** What a node's captioner takes money from. */
  of(node: NodeId): Budget;
  /** The cap has moved: whoever waits for room is looked at again. */
  capChanged(): void;
  /** The most that was set aside for one request, US dollars. */
  readonly largestUsd: number;
}

interface Waiting {
  readonly usd: number;
  readonly admit: () => void;
  readonly refuse: (error: UserError) => void;
}

const FREE: Reservation = { settle: () => undefined };

/**
 * The cap on what a project spends in all; a person may change it while the run goes on. A request's worst case is on disk before the
 * request is sent, so that a kill can only make us count too much. A request that does not fit waits while replies under way may still make
 * room, because most cost far less than was reserved; it is refused, which pauses the run, once nothing can.
 */
export function createRunBudget(store: RunStore, run: RunId, cap: () => number | undefined): RunBudget {
  const waiting: Waiting[] = [];
  /** Reserved for this run's requests under way: what their replies may give back. */
  let underWay = 0;
  let underWayUsd = 0;
  let largestUsd = 0;

  /** Whether a request may go, has to wait, or can never go under the present cap. */
  function judge(usd: number): 'go' | 'wait' | UserError {
    const capUsd = cap();
    if (capUsd === undefined) return 'go';
    const { settledUsd, reservedUsd } = store.spend();
    const usedUsd = settledUsd + reservedUsd;
    if (usedUsd + usd <= capUsd) return 'go';
    const couldFit = underWay > 0 && usedUsd - underWayUsd + usd <= capUsd;
    return couldFit ? 'wait' : budgetReached(capUsd, usedUsd);
  }

  /** First come, first served: a small request does not overtake a large one, which might then wait for ever. */
  function serve(): void {
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      const verdict = judge(head.usd);
      if (verdict === 'wait') return;
      waiting.shift();
      if (verdict === 'go') head.admit();
      else head.refuse(verdict);
    }
  }

  function leave(usd: number): void {
    underWay -= 1;
    underWayUsd = underWay === 0 ? 0 : underWayUsd - usd;
    serve();
  }

  /** Takes the money at once, so that nobody else is promised the same. */
  function take(node: NodeId, usd: number, note: ((reservation: number) => void) | undefined): number {
    const id = store.reserve(run, usd, node);
    note?.(id);
    underWay += 1;
    underWayUsd += usd;
    largestUsd = Math.max(largestUsd, usd);
    return id;
  }

  async function reserve(
    node: NodeId,
    usd: number,
    note: ((reservation: number) => void) | undefined,
  ): Promise<Reservation> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const admit = () => {
      try {
        resolve(take(node, usd, note));
      } catch (thrown) {
        reject(thrown);
      }
    };
    waiting.push({ usd, admit, refuse: reject });
    serve();
    const id = await promise;
    try {
      await store.committed();
    } catch (thrown) {
      leave(usd);
      throw thrown;
    }
    let open = true;
    return {
      settle: (actual) => {
        if (!open) return;
        open = false;
        try {
          store.settle(id, actual);
        } finally {
          leave(usd);
        }
      },
    };
  }

  return {
    of: (node) => ({
      get capped() {
        return cap() !== undefined;
      },
      reserve: async (usd, note) => {
        if (usd === undefined) {
          if (cap() !== undefined) throw priceMissing();
          return FREE;
        }
        return usd === 0 ? FREE : reserve(node, usd, note);
      },
    }),
    capChanged: serve,
    get largestUsd() {
      return largestUsd;
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

function priceMissing(): UserError {
  return new UserError(
    'PRICE_MISSING',
    'A cap is set, and this captioner has no price, so what it spends cannot be counted.',
    {
      remedy: 'Enter its price in the settings (0 if it is free), or take the cap away.',
      fix: 'choose-captioner',
    },
  );
}
