import type { Database } from 'better-sqlite3';
import type { NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { SampleChoice } from '../../core/run.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';

/** Samples that a person has put aside at a node: later runs count them as rejected there and ask nothing for them [RUN6]. */
export interface SkipsTable {
  /** Of the samples that failed in a run, puts the chosen ones aside; gives how many these are. On disk when this returns. */
  skip(run: RunId, choice: SampleChoice): number;
  /** Takes them up again; gives how many had been put aside. On disk when this returns. */
  unskip(choice: SampleChoice): number;
  at(node: NodeId): ReadonlySet<SampleId>;
  /** All that are put aside, by node and by the cause for which they had failed. */
  causes(): readonly { readonly node: NodeId; readonly cause: string; readonly count: number }[];
}

const FAILED = 1;

export function skipsTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  now: () => number,
): SkipsTable {
  const skipCause = database.prepare<[{ run: number; node: number; cause: string | null; at: number }]>(`
    insert or ignore into skips (node, sample, cause, at) select node, sample, cause, :at from exceptions
    where run = :run and node = :node and outcome = ${FAILED} and (:cause is null or cause = :cause)`);
  const skipOne = database.prepare<[{ run: number; node: number; sample: Buffer; at: number }]>(`
    insert or ignore into skips (node, sample, cause, at) select node, sample, cause, :at from exceptions
    where run = :run and node = :node and sample = :sample and outcome = ${FAILED}`);
  const unskipCause = database.prepare<[{ node: number; cause: string | null }]>(
    'delete from skips where node = :node and (:cause is null or cause = :cause)',
  );
  const unskipOne = database.prepare<[number, Buffer]>('delete from skips where node = ? and sample = ?');
  const select = database.prepare<[number], { sample: Buffer }>('select sample from skips where node = ?');

  const group = database.prepare<[], { node: number; cause: string; count: number }>(
    'select node, cause, count(*) as count from skips group by node, cause order by node, cause',
  );

  return {
    skip: (run, { node, cause, samples }) =>
      commits.act(() => {
        const facts = { run, node: interned.node(node), at: now() };
        if (samples === undefined) return skipCause.run({ ...facts, cause: cause ?? null }).changes;
        return sum(samples, (sample) => skipOne.run({ ...facts, sample: bytesOf(sample) }).changes);
      }),
    unskip: ({ node, cause, samples }) =>
      commits.act(() => {
        const number = interned.knownNode(node);
        if (samples === undefined) return unskipCause.run({ node: number, cause: cause ?? null }).changes;
        return sum(samples, (sample) => unskipOne.run(number, bytesOf(sample)).changes);
      }),
    at: (node) =>
      new Set(select.all(interned.knownNode(node)).map(({ sample }) => sample.toString('hex') as SampleId)),
    causes: () => group.all().map((row) => ({ ...row, node: interned.nodeName(row.node) })),
  };
}

function bytesOf(sample: SampleId): Buffer {
  return Buffer.from(sample, 'hex');
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
