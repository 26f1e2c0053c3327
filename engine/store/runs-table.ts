import type { Database } from 'better-sqlite3';
import type { RunSummary } from '../../core/contract/run.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type {
  NodeCounts,
  NodeProgress,
  NodeRunState,
  OutcomeRecord,
  ProblemGroup,
  RunOptions,
  RunProgress,
  RunState,
} from '../../core/run.ts';
import type { CaptionsTable } from './captions-table.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { SamplePacking } from './packed-sample.ts';

/** Runs with their counts, exceptions and latest samples. */
export interface RunsTable {
  begin(options: RunOptions, flowRevision: number, reviewSequence: number): RunId;
  saveProgress(progress: RunProgress): void;
  /** State as last saved; after a kill it is `interrupted`. */
  progress(id: RunId): RunProgress | undefined;
  latest(): RunProgress | undefined;
  /** Newest first. */
  list(limit?: number): readonly RunSummary[];
  /** Review sequence that the run started with [RUN15]. */
  reviewSequence(id: RunId): number | undefined;

  saveException(run: RunId, outcome: OutcomeRecord): void;
  /** Failed and rejected samples of a run by cause, most frequent first. */
  problems(run: RunId, node?: NodeId): readonly ProblemGroup[];
  /** Exceptions one by one, newest first. */
  exceptions(
    run: RunId,
    query: {
      readonly node?: NodeId;
      readonly outcome?: 'rejected' | 'failed';
      readonly offset?: number;
      readonly limit: number;
    },
  ): readonly OutcomeRecord[];

  savePeek(node: NodeId, outcomes: readonly OutcomeRecord[]): void;
  /** Latest samples that left a node, as they were given. */
  peek(node: NodeId): readonly OutcomeRecord[];
}

/** Runs whose exceptions are kept; the rows of older ones go when a run begins. */
const RUNS_WITH_EXCEPTIONS = 10;
const EXAMPLES = 5;
const MOST_GROUPS = 200;
const MOST_PEEKED = 50;

/** Numbers under which outcomes of exceptions are stored; never reordered. */
const OUTCOMES = ['rejected', 'failed'] as const;

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

interface GroupRow {
  readonly node: number;
  readonly outcome: number;
  readonly cause: string;
  readonly count: number;
}

interface Parts {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly interned: Interned;
  readonly packing: SamplePacking;
  readonly captions: Pick<CaptionsTable, 'madeIn'>;
  readonly now: () => number;
}

export function runsTable({ database, commits, interned, packing, captions, now }: Parts): RunsTable {
  const insertRun = database.prepare<unknown[]>(`insert into runs
    (id, state, flow_revision, review_sequence, options, started_at, ended_at, saved_at, captions, progress)
    values (?, 'queued', ?, ?, ?, ?, null, ?, 0, ?)`);
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from runs');
  const updateRun = database.prepare<unknown[]>(
    'update runs set state = ?, started_at = ?, ended_at = ?, saved_at = ?, captions = ?, progress = ? where id = ?',
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
  const getSequence = database.prepare<[number], { review_sequence: number }>(
    'select review_sequence from runs where id = ?',
  );
  const dropExceptions = database.prepare<[number]>('delete from exceptions where run <= ?');
  const putException = database.prepare<unknown[]>(
    'insert or replace into exceptions values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const groupsOf = database.prepare<[{ run: number; node: number | null; limit: number }], GroupRow>(`
    select node, outcome, cause, count(*) as count from exceptions
    where run = :run and (:node is null or node = :node)
    group by node, outcome, cause order by count desc, node, outcome, cause limit :limit`);
  const examplesOf = database.prepare<[number, number, number, string, number], { body: string }>(
    'select body from exceptions where run = ? and node = ? and outcome = ? and cause = ? order by sample limit ?',
  );
  const listExceptions = database.prepare<
    [{ run: number; node: number | null; outcome: number | null; limit: number; offset: number }],
    { body: string }
  >(`select body from exceptions
    where run = :run and (:node is null or node = :node) and (:outcome is null or outcome = :outcome)
    order by at desc, node, sample limit :limit offset :offset`);
  const putPeek = database.prepare<[number, string]>('insert or replace into peeks values (?, ?)');
  const getPeek = database.prepare<[number], { body: string }>('select body from peeks where node = ?');

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
      dropExceptions.run(id - RUNS_WITH_EXCEPTIONS);
      return id;
    });
  }

  function saveProgress(progress: RunProgress): void {
    const { id, state, flowRevision: _, startedAt, endedAt, nodes, ...body } = progress;
    commits.write(() => {
      const made = captions.madeIn(id);
      updateRun.run(state, startedAt, endedAt ?? null, now(), made, JSON.stringify(body), id);
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

  function saveException(run: RunId, outcome: OutcomeRecord): void {
    if (outcome.outcome === 'kept') return;
    const reason = outcome.reason ?? outcome.error?.message ?? '';
    commits.write(() => {
      putException.run(
        run,
        interned.node(outcome.node),
        Buffer.from(outcome.sample.id, 'hex'),
        outcome.outcome === 'failed' ? 1 : 0,
        causeOf(outcome, reason),
        reason,
        packing.packOutcome(outcome),
        outcome.at,
      );
    });
  }

  function problems(run: RunId, node?: NodeId): readonly ProblemGroup[] {
    const number = node === undefined ? null : interned.knownNode(node);
    return groupsOf.all({ run, node: number, limit: MOST_GROUPS }).map((group) => {
      const rows = examplesOf.all(run, group.node, group.outcome, group.cause, EXAMPLES);
      const examples = rows.map(({ body }) => packing.unpackOutcome(body));
      return toGroup(interned.nodeName(group.node), group, examples);
    });
  }

  return {
    begin,
    saveProgress,
    progress: (id) => {
      const row = getRun.get(id);
      return row && toProgress(row);
    },
    latest: () => {
      const [row] = listRuns.all(1);
      return row && toProgress(row);
    },
    list: (limit = 100) => listRuns.all(limit).map(toSummary),
    reviewSequence: (id) => getSequence.get(id)?.review_sequence,
    saveException,
    problems,
    exceptions: (run, { node, outcome, offset = 0, limit }) =>
      listExceptions
        .all({
          run,
          node: node === undefined ? null : interned.knownNode(node),
          outcome: outcome === undefined ? null : OUTCOMES.indexOf(outcome),
          limit,
          offset,
        })
        .map(({ body }) => packing.unpackOutcome(body)),
    savePeek: (node, outcomes) =>
      commits.write(() => {
        const bodies = outcomes.slice(0, MOST_PEEKED).map(packing.packOutcome);
        putPeek.run(interned.node(node), JSON.stringify(bodies));
      }),
    peek: (node) =>
      parseColumn<string[]>(getPeek.get(interned.knownNode(node))?.body ?? '[]').map(packing.unpackOutcome),
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

/** Failures that differ only in numbers, names and paths have the same cause. */
function causeOf(outcome: OutcomeRecord, reason: string): string {
  if (outcome.error === undefined) return reason;
  const pattern = reason
    .replace(/(["'`“‘]).*?["'`”’]/g, '…')
    .replace(/\S*[\\/]\S*/g, '…')
    .replace(/\d+/g, '#');
  return `${outcome.error.code} ${pattern}`.slice(0, 500);
}

function toGroup(node: NodeId, group: GroupRow, examples: readonly OutcomeRecord[]): ProblemGroup {
  const first = examples[0];
  return {
    node,
    outcome: OUTCOMES[group.outcome] ?? 'failed',
    reason: first?.reason ?? first?.error?.message ?? group.cause,
    count: group.count,
    ...(first?.error !== undefined && { code: first.error.code }),
    ...(first?.error?.remedy !== undefined && { remedy: first.error.remedy }),
    examples: examples.map(({ sample }) => ({
      sample: sample.id,
      image: sample.facets.image.hash,
      path: sample.facets.location.path,
    })),
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
