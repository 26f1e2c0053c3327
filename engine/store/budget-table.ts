import type { Database } from 'better-sqlite3';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';

/** What one node has spent in the project so far, and what is reserved for it. US dollars. */
export interface NodeSpend {
  /** Undefined for what was not said to be a node's. */
  readonly node: NodeId | undefined;
  readonly settledUsd: number;
  readonly reservedUsd: number;
}

/** Money, US dollars [RUN7]. */
export interface BudgetTable {
  /** Commits with the group, so that thousands of requests share one wait for the disk; send nothing before `committed()`. */
  reserve(run: RunId, usd: number, node?: NodeId): number;
  /** Idempotent: only the first settlement of a reservation counts. */
  settle(reservation: number, usd: number): void;
  /** Of the whole project. Kept in memory while this process writes: it is asked before every request. */
  spend(): { readonly settledUsd: number; readonly reservedUsd: number };
  /** Settled in one run. */
  spentIn(run: RunId): number;
  /** The same by node, as far as it was said. */
  spentByNodeIn(run: RunId): ReadonlyMap<NodeId, number>;
  /** Of the whole project by node, dearest first. */
  byNode(): readonly NodeSpend[];
  /** Reservations of runs that have ended: a kill left them behind, and they count in full. */
  leftBehind(): { readonly count: number; readonly usd: number };
  /** The user has looked at the provider's bill: all that was left behind cost this much. On disk when this returns. */
  settleLeftBehind(usd: number): void;
}

interface Open {
  readonly run: number;
  readonly node: number;
  readonly usd: number;
}

interface Totals {
  settled: number;
  reserved: number;
  /** Open reservations. */
  open: number;
}

/** A batch that goes on at its provider has not left its money behind. */
const ENDED = `run not in (select id from runs where state in ('queued', 'running', 'paused'))
  and id not in (select reservation from provider_batches where collected = 0 and reservation is not null)`;

export function budgetTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  now: () => number,
): BudgetTable {
  const insert = database.prepare<[number, number, number, number, number]>(
    'insert into reservations (id, run, usd, at, node) values (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare<[number], Open>(
    'delete from reservations where id = ? returning run, node, usd',
  );
  const spent = database.prepare<[number, number]>(
    'insert into spending (run, usd) values (?, ?) on conflict do update set usd = usd + excluded.usd',
  );
  const spentByNode = database.prepare<[number, number, number]>(
    'insert into node_spending (node, run, usd) values (?, ?, ?) on conflict do update set usd = usd + excluded.usd',
  );
  const sums = database.prepare<[], Totals>(`
    select (select coalesce(sum(usd), 0) from spending) as settled,
      (select coalesce(sum(usd), 0) from reservations) as reserved, (select count(*) from reservations) as open`);
  const ofRun = database.prepare<[number], { usd: number }>('select usd from spending where run = ?');
  const ofRunByNode = database.prepare<[number], { node: number; usd: number }>(
    'select node, usd from node_spending where run = ? and node > 0',
  );
  const ofNodes = database.prepare<[], { node: number; settled: number; reserved: number }>(`
    select node, sum(settled) as settled, sum(reserved) as reserved from (
      select node, usd as settled, 0 as reserved from node_spending
      union all select node, 0, usd from reservations
    ) group by node order by settled + reserved desc, node`);
  const left = database.prepare<[], { count: number; usd: number }>(
    `select count(*) as count, coalesce(sum(usd), 0) as usd from reservations where ${ENDED}`,
  );
  const takeLeft = database.prepare<[], Open>(
    `delete from reservations where ${ENDED} returning run, node, usd`,
  );
  const lastId = database.prepare<[], { last: number }>(
    'select coalesce(max(id), 0) as last from reservations',
  );
  // In memory, so that the number of a settled reservation is not given again while somebody may still hold it.
  let last = lastId.get()?.last ?? 0;
  // Undefined until this process has written: another owner's money changes without us.
  let totals: Totals | undefined;
  commits.onRollback(() => {
    totals = undefined;
  });

  function readTotals(): Totals {
    return sums.get() ?? { settled: 0, reserved: 0, open: 0 };
  }

  function add(settled: number, reserved: number, open: number): void {
    if (totals === undefined) return;
    totals.settled += settled;
    totals.open += open;
    // Sums of fractions leave a rest: where nothing is open, nothing is reserved.
    totals.reserved = totals.open === 0 ? 0 : totals.reserved + reserved;
  }

  function reserve(run: RunId, usd: number, node?: NodeId): number {
    // Given once: a group that is done again must not give another.
    last += 1;
    const id = last;
    return commits.write(() => {
      totals ??= readTotals();
      insert.run(id, run, usd, now(), node === undefined ? 0 : interned.node(node));
      add(0, usd, 1);
      return id;
    });
  }

  function book({ run, node }: Open, usd: number): void {
    if (usd <= 0) return;
    spent.run(run, usd);
    spentByNode.run(node, run, usd);
  }

  function settle(reservation: number, usd: number): void {
    commits.write(() => {
      totals ??= readTotals();
      const open = remove.get(reservation);
      if (open === undefined) return;
      book(open, usd);
      add(Math.max(0, usd), -open.usd, -1);
    });
  }

  function settleLeftBehind(usd: number): void {
    commits.act(() => {
      const rows = takeLeft.all();
      const total = rows.reduce((sum, row) => sum + row.usd, 0);
      for (const row of rows) book(row, total === 0 ? usd / rows.length : (usd * row.usd) / total);
    });
    totals = undefined;
  }

  return {
    reserve,
    settle,
    spend: () => {
      const { settled, reserved } = totals ?? readTotals();
      return { settledUsd: settled, reservedUsd: reserved };
    },
    spentIn: (run) => ofRun.get(run)?.usd ?? 0,
    spentByNodeIn: (run) =>
      new Map(ofRunByNode.all(run).map(({ node, usd }) => [interned.nodeName(node), usd])),
    byNode: () =>
      ofNodes.all().map(({ node, settled, reserved }) => ({
        node: node === 0 ? undefined : interned.nodeName(node),
        settledUsd: settled,
        reservedUsd: reserved,
      })),
    leftBehind: () => left.get() ?? { count: 0, usd: 0 },
    settleLeftBehind,
  };
}
