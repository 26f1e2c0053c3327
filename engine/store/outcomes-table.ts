import type { Database } from 'better-sqlite3';
import { isImageHash, type NodeId, type RunId } from '../../core/ids.ts';
import type { OutcomeRecord, ProblemGroup } from '../../core/run.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { SamplePacking } from './packed-sample.ts';

/** What nodes did with samples, as far as it is kept sample by sample: exceptions, and the latest few for peeking. */
export interface OutcomesTable {
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

const EXAMPLES = 5;
const MOST_GROUPS = 200;
const MOST_PEEKED = 50;

/** Numbers under which outcomes of exceptions are stored; never reordered. */
const OUTCOMES = ['rejected', 'failed'] as const;

interface GroupRow {
  readonly node: number;
  readonly outcome: number;
  readonly cause: string;
  readonly count: number;
}

export function outcomesTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  packing: SamplePacking,
): OutcomesTable {
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

/** Failures that differ only in numbers, names and paths have the same cause. */
function causeOf(outcome: OutcomeRecord, reason: string): string {
  if (outcome.error === undefined) return reason;
  const pattern = reason
    .replace(/(["'`“‘]).*?["'`”’]/gs, '…')
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
    examples: examples.map(({ sample: { id, facets } }) => ({
      sample: id,
      path: facets.location.path,
      // A file that could not be read has no identity.
      ...(isImageHash(facets.image.hash) && { image: facets.image.hash }),
    })),
  };
}
