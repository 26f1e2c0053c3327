import type { Database } from 'better-sqlite3';
import type { CaptionId, NodeId } from '../../core/ids.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey, StoredVerdict } from './run-store.ts';

/** Stored verdicts by key [RUN4]. */
export interface ResultsTable {
  find(keys: readonly ResultKey[]): (StoredVerdict | undefined)[];
  save(key: ResultKey, node: NodeId, verdict: StoredVerdict): void;
}

/** Numbers under which kinds are stored; never reordered. */
const KINDS = ['kept', 'rejected', 'failed'] as const;
const KEPT = KINDS.indexOf('kept');
const NOTHING = Object.freeze({});

interface ResultRow {
  readonly kind: number;
  readonly caption: CaptionId | null;
  readonly body: string | null;
}

export function resultsTable(database: Database, commits: GroupCommit, interned: Interned): ResultsTable {
  const select = database.prepare<[Buffer], ResultRow>(
    'select kind, caption, body from results where key = ?',
  );
  const insert = database.prepare<[Buffer, number, number, number | null, string | null]>(
    'insert or replace into results (key, node, kind, caption, body) values (?, ?, ?, ?, ?)',
  );

  // Keys are random: written in their order, a group touches each page of the tree once.
  const waiting = new Map<ResultKey, { readonly node: number; readonly verdict: StoredVerdict }>();
  commits.onRollback(() => waiting.clear());
  commits.onCommit(() => {
    for (const key of [...waiting.keys()].sort()) {
      const entry = waiting.get(key);
      if (entry === undefined) continue;
      const { caption, body } = toColumns(entry.verdict);
      insert.run(Buffer.from(key, 'hex'), entry.node, KINDS.indexOf(entry.verdict.kind), caption, body);
    }
    waiting.clear();
  });

  function find(key: ResultKey): StoredVerdict | undefined {
    const queued = waiting.get(key);
    if (queued !== undefined) return queued.verdict;
    const row = select.get(Buffer.from(key, 'hex'));
    return row && toVerdict(row);
  }

  return {
    find: (keys) => keys.map(find),
    save: (key, node, verdict) =>
      commits.write(() => {
        waiting.set(key, { node: interned.node(node), verdict });
      }),
  };
}

/** The kind has its own column, and so has the caption; what is left is mostly nothing. */
function toColumns(verdict: StoredVerdict): { caption: number | null; body: string | null } {
  if (verdict.kind === 'failed') return { caption: null, body: JSON.stringify(verdict.error) };
  const { kind: _, caption = null, ...rest } = verdict;
  const empty = verdict.kind === 'kept' && Object.keys(verdict.patch).length === 0;
  return { caption, body: empty ? null : JSON.stringify(rest) };
}

function toVerdict({ kind, caption, body }: ResultRow): StoredVerdict {
  const captionPart = caption === null ? NOTHING : { caption };
  if (kind === KEPT && body === null) return { kind: 'kept', patch: NOTHING, ...captionPart };
  switch (KINDS[kind]) {
    case 'failed':
      return { kind: 'failed', error: parseColumn(body ?? '') };
    case 'rejected':
      return { kind: 'rejected', ...parseColumn<RejectedBody>(body ?? ''), ...captionPart };
    default:
      return { kind: 'kept', ...parseColumn<KeptBody>(body ?? ''), ...captionPart };
  }
}

type KeptBody = Pick<Extract<StoredVerdict, { kind: 'kept' }>, 'patch'>;
type RejectedBody = Pick<Extract<StoredVerdict, { kind: 'rejected' }>, 'reason' | 'detail' | 'patch'>;
