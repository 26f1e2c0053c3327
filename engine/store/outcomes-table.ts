import type { Database } from 'better-sqlite3';
import { causeOf } from '../../core/failure-cause.ts';
import { isImageHash, type NodeId, type RunId, type SampleId } from '../../core/ids.ts';
import type { OutcomeRecord, ProblemGroup, SampleChoice } from '../../core/run.ts';
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

  /** What a node rejected or failed with in a run, of one sample; undefined where it kept it or never saw it. */
  exception(run: RunId, node: NodeId, sample: SampleId): OutcomeRecord | undefined;
  /** Samples of one group of `problems`, in an order that stays from page to page. */
  ofCause(run: RunId, query: CauseQuery): CausePage;
  /** Chosen failed samples of a run, those that are there. */
  failed(run: RunId, choice: SampleChoice): readonly OutcomeRecord[];

  savePeek(node: NodeId, outcomes: readonly OutcomeRecord[]): void;
  /** Latest samples that left a node, as they were given. */
  peek(node: NodeId): readonly OutcomeRecord[];
}

/** One group of `problems`, and which page of it. */
export interface CauseQuery {
  readonly node: NodeId;
  readonly outcome: 'rejected' | 'failed';
  readonly cause: string;
  readonly offset: number;
  readonly limit: number;
}

export interface CausePage {
  readonly total: number;
  /** `skipped`: put aside since. */
  readonly samples: readonly (OutcomeRecord & { readonly skipped: boolean })[];
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

interface CauseKey {
  readonly run: number;
  readonly node: number;
  readonly outcome: number;
  readonly cause: string;
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
  const OF_CAUSE = 'run = :run and e.node = :node and outcome = :outcome and e.cause = :cause';
  const countOfCause = database.prepare<[CauseKey], { count: number }>(
    `select count(*) as count from exceptions e where ${OF_CAUSE}`,
  );
  const countSkipped = database.prepare<[CauseKey], { count: number }>(
    `select count(*) as count from exceptions e join skips s on s.node = e.node and s.sample = e.sample where ${OF_CAUSE}`,
  );
  const anySkipped = database.prepare<[number], { found: number }>(
    'select 1 as found from skips where node = ? limit 1',
  );
  const pageOfCause = database.prepare<
    [CauseKey & { readonly limit: number; readonly offset: number }],
    { body: string; skipped: number }
  >(`select e.body, s.sample is not null as skipped from exceptions e
    left join skips s on s.node = e.node and s.sample = e.sample
    where ${OF_CAUSE} order by e.sample limit :limit offset :offset`);
  const failedOnes = database.prepare<
    [{ run: number; node: number; cause: string | null }],
    { body: string }
  >(
    'select body from exceptions where run = :run and node = :node and outcome = 1 and (:cause is null or cause = :cause)',
  );
  const failedOne = database.prepare<[number, number, Buffer], { body: string }>(
    'select body from exceptions where run = ? and node = ? and sample = ? and outcome = 1',
  );
  const anException = database.prepare<[number, number, Buffer], { body: string }>(
    'select body from exceptions where run = ? and node = ? and sample = ?',
  );
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
        outcome.error === undefined ? reason : causeOf(outcome.error),
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
      const { count: skipped = 0 } =
        (anySkipped.get(group.node) && countSkipped.get({ run, ...group })) ?? {};
      return toGroup(interned.nodeName(group.node), group, skipped, examples);
    });
  }

  function ofCause(run: RunId, { node, outcome, cause, offset, limit }: CauseQuery): CausePage {
    const key = { run, node: interned.knownNode(node), outcome: OUTCOMES.indexOf(outcome), cause };
    return {
      total: countOfCause.get(key)?.count ?? 0,
      samples: pageOfCause
        .all({ ...key, limit, offset })
        .map(({ body, skipped }) => ({ ...packing.unpackOutcome(body), skipped: skipped === 1 })),
    };
  }

  function failed(run: RunId, { node, cause, samples }: SampleChoice): readonly OutcomeRecord[] {
    const number = interned.knownNode(node);
    const rows =
      samples === undefined
        ? failedOnes.all({ run, node: number, cause: cause ?? null })
        : samples.flatMap((sample) => failedOne.get(run, number, Buffer.from(sample, 'hex')) ?? []);
    return rows.map(({ body }) => packing.unpackOutcome(body));
  }

  return {
    saveException,
    exception: (run, node, sample) => {
      const row = anException.get(run, interned.knownNode(node), Buffer.from(sample, 'hex'));
      return row && packing.unpackOutcome(row.body);
    },
    problems,
    ofCause,
    failed,
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

function toGroup(
  node: NodeId,
  group: GroupRow,
  skipped: number,
  examples: readonly OutcomeRecord[],
): ProblemGroup {
  const first = examples[0];
  return {
    node,
    outcome: OUTCOMES[group.outcome] ?? 'failed',
    reason: first?.reason ?? first?.error?.message ?? group.cause,
    count: group.count,
    cause: group.cause,
    skipped,
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
