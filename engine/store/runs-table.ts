import type { Database } from 'better-sqlite3';
import type { RunSummary } from '../../core/contract/run.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type {
  NodeCounts,
  NodeProgress,
  NodeRunState,
  RunOptions,
  RunProgress,
  RunState,
} from '../../core/run.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import { type OutcomesTable, outcomesTable } from './outcomes-table.ts';
import type { SamplePacking } from './packed-sample.ts';

/** Runs with their counts, exceptions and latest samples. */
export interface RunsTable extends OutcomesTable {
  begin(options: RunOptions, flowRevision: number, reviewSequence: number): RunId;
  saveProgress(progress: RunProgress): void;
  /** Writes the end in a transaction of its own, even after a failed group. */
  end(progress: RunProgress): void;
  /** State as last saved; after a kill it is `interrupted`. */
  progress(id: RunId): RunProgress | undefined;
  latest(): RunProgress | undefined;
  /** Newest first. */
  list(limit?: number): readonly RunSummary[];
  /** The latest run before another in which a node made something new: what it reuses since comes from there, or from still earlier. */
  lastWorked(node: NodeId, before: RunId): RunId | undefined;
  /** Review sequence that the run started with [RUN15]. */
  reviewSequence(id: RunId): number | undefined;
}

interface RunRow {
  readonly id: RunId;
  readonly state: RunState;
  readonly flow_revision: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly captions: number;
  readonly failed: number;
  readonly progress: string;
}

/** What has no column of its own. */
type RunBody = Omit<RunProgress, 'id' | 'state' | 'flowRevision' | 'startedAt' | 'endedAt' | 'nodes'>;
type NodeBody = Omit<NodeProgress, keyof NodeCounts | 'id' | 'state'>;

interface NodeRow {
  readonly node: number;
  readonly state: NodeRunState;
  readonly came_in: number;
  readonly kept: number;
  readonly rejected: number;
  readonly failed: number;
  readonly pending: number;
  readonly reused: number;
  readonly body: string;
}

export function runsTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  packing: SamplePacking,
  now: () => number,
): RunsTable {
  const outcomes = outcomesTable(database, commits, interned, packing);
  const insertRun = database.prepare<unknown[]>(`insert into runs
    (id, state, flow_revision, review_sequence, options, started_at, ended_at, saved_at, captions, progress)
    values (?, 'queued', ?, ?, ?, ?, null, ?, 0, ?)`);
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from runs');
  const updateRun = database.prepare<unknown[]>(
    'update runs set state = ?, started_at = ?, ended_at = ?, saved_at = ?, progress = ? where id = ?',
  );
  const putNode = database.prepare<unknown[]>(
    'insert or replace into run_nodes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const columns = `r.id, r.state, r.flow_revision, r.started_at, r.ended_at, r.captions, r.progress,
    (select coalesce(sum(failed), 0) from run_nodes where run = r.id) as failed`;
  const getRun = database.prepare<[number], RunRow>(`select ${columns} from runs r where r.id = ?`);
  const listRuns = database.prepare<[number], RunRow>(
    `select ${columns} from runs r order by r.id desc limit ?`,
  );
  const getNodes = database.prepare<[number], NodeRow>(
    'select * from run_nodes where run = ? order by position',
  );
  const findWorked = database.prepare<[number, number], { run: RunId | null }>(
    'select max(run) as run from run_nodes where node = ? and run < ? and kept + rejected > reused',
  );
  const getSequence = database.prepare<[number], { review_sequence: number }>(
    'select review_sequence from runs where id = ?',
  );
  // What was last written of each node of a run: most nodes do not change between two progress reports.
  const written = new Map<string, string>();
  commits.onRollback(() => written.clear());

  function begin(options: RunOptions, flowRevision: number, reviewSequence: number): RunId {
    written.clear();
    return commits.act(() => {
      const id = ((lastId.get()?.last ?? 0) + 1) as RunId;
      const body: RunBody = { spendUsd: 0, reservedUsd: 0, ...optionFacts(options) };
      insertRun.run(
        id,
        flowRevision,
        reviewSequence,
        JSON.stringify(options),
        now(),
        now(),
        JSON.stringify(body),
      );
      return id;
    });
  }

  function saveProgress(progress: RunProgress): void {
    const { id, state, flowRevision: _, startedAt, endedAt, nodes, ...body } = progress;
    commits.write(() => {
      updateRun.run(state, startedAt, endedAt ?? null, now(), JSON.stringify(body), id);
      nodes.forEach((node, position) => {
        saveNode(id, position, node);
      });
    });
  }

  function saveNode(run: RunId, position: number, progress: NodeProgress): void {
    const text = JSON.stringify(progress);
    const name = `${run} ${progress.id}`;
    if (written.get(name) === text) return;
    const { id, state, in: cameIn, kept, rejected, failed, pending, reused, ...rest } = progress;
    const body = JSON.stringify(rest);
    const node = interned.node(id);
    putNode.run(run, position, node, state, cameIn, kept, rejected, failed, pending, reused, body);
    written.set(name, text);
  }

  function toProgress(row: RunRow): RunProgress {
    return {
      ...parseColumn<RunBody>(row.progress),
      id: row.id,
      state: row.state,
      flowRevision: row.flow_revision,
      startedAt: row.started_at,
      ...(row.ended_at !== null && { endedAt: row.ended_at }),
      nodes: getNodes.all(row.id).map(toNodeProgress),
    };
  }

  function toNodeProgress(row: NodeRow): NodeProgress {
    const { kept, rejected, failed, pending, reused, state } = row;
    const counts = { in: row.came_in, kept, rejected, failed, pending, reused };
    return { ...parseColumn<NodeBody>(row.body), id: interned.nodeName(row.node), state, ...counts };
  }

  return {
    begin,
    saveProgress,
    end: (progress) => commits.act(() => saveProgress(progress)),
    progress: (id) => {
      const row = getRun.get(id);
      return row && toProgress(row);
    },
    latest: () => {
      const [row] = listRuns.all(1);
      return row && toProgress(row);
    },
    list: (limit = 100) => listRuns.all(limit).map(toSummary),
    lastWorked: (node, before) => findWorked.get(interned.knownNode(node), before)?.run ?? undefined,
    reviewSequence: (id) => getSequence.get(id)?.review_sequence,
    ...outcomes,
  };
}

/** Runs that a killed process left `running` are `interrupted`, and ended when they were last heard of. Once, when the owner opens the project. */
export function markInterrupted(database: Database): void {
  const live = "state in ('queued', 'running', 'paused')";
  database.exec(`begin immediate;
    update run_nodes set state = 'stopped'
      where state in ('queued', 'running', 'waiting', 'paused') and run in (select id from runs where ${live});
    update runs set state = 'interrupted', ended_at = saved_at where ${live};
    commit`);
}

function optionFacts({ to, limit, capUsd }: RunOptions): Partial<RunBody> {
  return {
    ...(to !== undefined && { to }),
    ...(limit !== undefined && { limit }),
    ...(capUsd !== undefined && { capUsd }),
  };
}

function toSummary(row: RunRow): RunSummary {
  return {
    id: row.id,
    state: row.state,
    startedAt: row.started_at,
    captions: row.captions,
    failed: row.failed,
    spendUsd: parseColumn<RunBody>(row.progress).spendUsd,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}
