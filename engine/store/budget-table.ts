import type { Database } from 'better-sqlite3';
import type { RunId } from '../../core/ids.ts';
import type { GroupCommit } from './group-commit.ts';

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

export function budgetTable(database: Database, commits: GroupCommit, now: () => number): BudgetTable {
  const insert = database.prepare<[number, number, number, number]>(
    'insert into reservations (id, run, usd, at) values (?, ?, ?, ?)',
  );
  const remove = database.prepare<[number], { run: number }>(
    'delete from reservations where id = ? returning run',
  );
  const spent = database.prepare<[number, number]>(
    'insert into spending (run, usd) values (?, ?) on conflict do update set usd = usd + excluded.usd',
  );
  const sums = database.prepare<[], { settled: number; reserved: number }>(`
    select (select coalesce(sum(usd), 0) from spending) as settled,
      (select coalesce(sum(usd), 0) from reservations) as reserved`);
  const ofRun = database.prepare<[number], { usd: number }>('select usd from spending where run = ?');
  const ENDED = "run not in (select id from runs where state in ('queued', 'running', 'paused'))";
  const left = database.prepare<[], { count: number; usd: number }>(
    `select count(*) as count, coalesce(sum(usd), 0) as usd from reservations where ${ENDED}`,
  );
  const leftByRun = database.prepare<[], { run: number; usd: number }>(
    `delete from reservations where ${ENDED} returning run, usd`,
  );
  const lastId = database.prepare<[], { last: number }>(
    'select coalesce(max(id), 0) as last from reservations',
  );
  // In memory, so that the number of a settled reservation is not given again while somebody may still hold it.
  let last = lastId.get()?.last ?? 0;

  function settleLeftBehind(usd: number): void {
    commits.act(() => {
      const rows = leftByRun.all();
      const total = rows.reduce((sum, row) => sum + row.usd, 0);
      for (const row of rows) spent.run(row.run, total === 0 ? usd / rows.length : (usd * row.usd) / total);
    });
  }

  return {
    reserve: (run, usd) =>
      commits.write(() => {
        last += 1;
        insert.run(last, run, usd, now());
        return last;
      }),
    settle: (reservation, usd) =>
      commits.write(() => {
        const row = remove.get(reservation);
        if (row !== undefined && usd > 0) spent.run(row.run, usd);
      }),
    spend: () => {
      const { settled, reserved } = sums.get() ?? { settled: 0, reserved: 0 };
      return { settledUsd: settled, reservedUsd: reserved };
    },
    spentIn: (run) => ofRun.get(run)?.usd ?? 0,
    leftBehind: () => left.get() ?? { count: 0, usd: 0 },
    settleLeftBehind,
  };
}
