import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import canonicalize from 'canonicalize';
import type { Artifact, ArtifactDraft, DatasetRecord, Turn } from '../../core/artifact.ts';
import type { ArtifactId, CaptionId, NodeId, RunId } from '../../core/ids.ts';
import type { CaptionFacet } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey } from './run-store.ts';

/** Frozen datasets, models and evaluations, and notes of jobs that made files. */
export interface ArtifactsTable {
  /** The artifact under this key, when as many records are there as were saved. A run that is named uses it: it becomes the latest. */
  find(key: ResultKey, run?: RunId): Artifact | undefined;
  /** Takes the records one by one into one transaction; nothing stays when they throw. */
  save(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Artifact;
  /** The one that the node's last run made or found again. */
  latest(node: NodeId): Artifact | undefined;
  get(id: ArtifactId): Artifact | undefined;
  /** Latest used first. */
  list(): readonly Artifact[];
  page(id: ArtifactId, offset: number, limit: number): readonly DatasetRecord[];
  /** All records in order, read page by page. */
  records(id: ArtifactId): Iterable<DatasetRecord>;
  /** Reads everything and compares the digest. */
  verify(id: ArtifactId): boolean;

  findJob(
    key: ResultKey,
  ): { readonly summary: string; readonly files: Readonly<Record<string, string>> } | undefined;
  saveJob(key: ResultKey, node: NodeId, summary: string, files: Readonly<Record<string, string>>): void;
}

const PAGE = 500;

interface ArtifactRow {
  readonly id: ArtifactId;
  readonly kind: ArtifactDraft['kind'];
  readonly title: string;
  readonly node: number;
  readonly digest: string;
  readonly count: number;
  readonly at: number;
  readonly card: string;
}
interface RecordRow {
  readonly caption: CaptionId | null;
  readonly body: string;
}

interface Parts {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly interned: Interned;
  readonly captions: { exact(id: CaptionId): CaptionFacet | undefined };
  readonly now: () => number;
}

export function artifactsTable({ database, commits, interned, captions, now }: Parts): ArtifactsTable {
  const byKey = database.prepare<[Buffer], ArtifactRow>(
    'select * from artifacts where key = ? order by id desc limit 1',
  );
  const byNode = database.prepare<[number], ArtifactRow>(
    'select * from artifacts where node = ? order by run desc, id desc limit 1',
  );
  const setRun = database.prepare<[number, number]>('update artifacts set run = ? where id = ?');
  const byId = database.prepare<[number], ArtifactRow>('select * from artifacts where id = ?');
  const newestFirst = database.prepare<[], ArtifactRow>('select * from artifacts order by run desc, id desc');
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from artifacts');
  const countRecords = database.prepare<[number], { count: number }>(
    'select count(*) as count from records where artifact = ?',
  );
  const insertArtifact = database.prepare<unknown[]>(
    'insert into artifacts (id, key, node, run, kind, title, digest, count, card, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRecord = database.prepare<[number, number, number | null, string]>(
    'insert into records (artifact, position, caption, body) values (?, ?, ?, ?)',
  );
  const dropRecords = database.prepare<[Buffer]>(
    'delete from records where artifact in (select id from artifacts where key = ?)',
  );
  const dropArtifacts = database.prepare<[Buffer]>('delete from artifacts where key = ?');
  const pageOfRecords = database.prepare<[number, number, number], RecordRow>(
    'select caption, body from records where artifact = ? and position >= ? order by position limit ?',
  );
  const getJob = database.prepare<[Buffer], { summary: string; files: string }>(
    'select summary, files from jobs where key = ?',
  );
  const putJob = database.prepare<[Buffer, number, string, string, number]>(
    'insert or replace into jobs (key, node, summary, files, at) values (?, ?, ?, ?, ?)',
  );

  function toArtifact({ id, kind, title, node, digest, count, at, card }: ArtifactRow): Artifact {
    return {
      id,
      kind,
      title,
      node: interned.nodeName(node),
      digest,
      count,
      createdAt: at,
      card: parseColumn(card),
    };
  }

  function find(key: ResultKey, run?: RunId): Artifact | undefined {
    const row = byKey.get(Buffer.from(key, 'hex'));
    if (row === undefined || countRecords.get(row.id)?.count !== row.count) return undefined;
    if (run !== undefined) commits.write(() => void setRun.run(run, row.id));
    return toArtifact(row);
  }

  function save(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Artifact {
    const keyBytes = Buffer.from(key, 'hex');
    const id = commits.act(() => {
      dropRecords.run(keyBytes);
      dropArtifacts.run(keyBytes);
      const artifact = (lastId.get()?.last ?? 0) + 1;
      const hash = createHash('sha256');
      let count = 0;
      for (const record of draft.records) {
        hash.update(digestLine(record));
        const { caption, body } = withoutCaptionText(record);
        insertRecord.run(artifact, count, caption, body);
        count += 1;
      }
      // The card may count what went by: it is asked for after the records.
      const card = JSON.stringify(draft.card());
      const number = interned.node(node);
      const digest = hash.digest('hex');
      insertArtifact.run(
        artifact,
        keyBytes,
        number,
        run,
        draft.kind,
        draft.title,
        digest,
        count,
        card,
        now(),
      );
      return artifact as ArtifactId;
    });
    const row = byId.get(id);
    if (row === undefined) throw new Error(`artifact ${id} vanished`);
    return toArtifact(row);
  }

  /** The reply is mostly a stored caption, word for word: a reference takes its place. */
  function withoutCaptionText(record: DatasetRecord): { caption: number | null; body: string } {
    const text = record.caption === undefined ? undefined : captions.exact(record.caption)?.text;
    const turn = record.conversations.findLastIndex(({ value }) => value === text);
    if (record.caption === undefined || turn < 0)
      return { caption: null, body: JSON.stringify([-1, record]) };
    const shortened = { ...record, conversations: record.conversations.with(turn, blank(record, turn)) };
    return { caption: record.caption, body: JSON.stringify([turn, shortened]) };
  }

  function toRecord({ caption, body }: RecordRow): DatasetRecord {
    const [turn, record] = parseColumn<[number, DatasetRecord]>(body);
    const blanked = record.conversations[turn];
    if (caption === null || blanked === undefined) return record;
    const value = captions.exact(caption)?.text ?? '';
    return { ...record, conversations: record.conversations.with(turn, { ...blanked, value }) };
  }

  const page = (id: ArtifactId, offset: number, limit: number) =>
    pageOfRecords.all(id, offset, limit).map(toRecord);

  function* records(id: ArtifactId): Iterable<DatasetRecord> {
    for (let offset = 0; ; offset += PAGE) {
      const some = page(id, offset, PAGE);
      yield* some;
      if (some.length < PAGE) return;
    }
  }

  function verify(id: ArtifactId): boolean {
    const hash = createHash('sha256');
    for (const record of records(id)) hash.update(digestLine(record));
    return byId.get(id)?.digest === hash.digest('hex');
  }

  return {
    find,
    save,
    latest: (node) => optional(byNode.get(interned.knownNode(node))),
    get: (id) => optional(byId.get(id)),
    list: () => newestFirst.all().map(toArtifact),
    page,
    records,
    verify,
    findJob: (key) => {
      const row = getJob.get(Buffer.from(key, 'hex'));
      return row && { summary: row.summary, files: parseColumn(row.files) };
    },
    saveJob: (key, node, summary, files) =>
      commits.write(() => {
        putJob.run(Buffer.from(key, 'hex'), interned.node(node), summary, JSON.stringify(files), now());
      }),
  };

  function optional(row: ArtifactRow | undefined): Artifact | undefined {
    return row && toArtifact(row);
  }
}

function blank(record: DatasetRecord, turn: number): Turn {
  return { from: record.conversations[turn]?.from ?? 'gpt', value: '' };
}

/** Canonical JSON (RFC 8785), one record a line: the order of an object's keys does not count. */
function digestLine(record: DatasetRecord): string {
  return `${canonicalize(record)}\n`;
}
