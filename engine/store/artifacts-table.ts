import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Artifact, ArtifactDraft, DatasetRecord, Turn } from '../../core/artifact.ts';
import type { ArtifactId, CaptionId, NodeId, RunId } from '../../core/ids.ts';
import type { CaptionFacet } from '../../core/sample.ts';
import { createBreath } from '../breath.ts';
import { canonicalRecord } from './canonical-record.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey } from './run-store.ts';
import { fromSqlite } from './sqlite-error.ts';

/** Frozen datasets, models and evaluations, and notes of jobs that made files. */
export interface ArtifactsTable {
  /** The artifact under this key, when as many records are there as were saved. A run that is named uses it: it becomes the latest. */
  find(key: ResultKey, run?: RunId): Promise<Artifact | undefined>;
  /**
   * Takes the records in slices, with turns for others in between, each slice in the group that is open. The artifact is there once all of them are, and
   * nothing stays when they throw.
   */
  save(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Promise<Artifact>;
  /** The one that the node's last run made or found again. */
  latest(node: NodeId): Artifact | undefined;
  get(id: ArtifactId): Artifact | undefined;
  /** Latest used first. */
  list(): readonly Artifact[];
  page(id: ArtifactId, offset: number, limit: number): readonly DatasetRecord[];
  /** All records in order, read page by page. */
  records(id: ArtifactId): Iterable<DatasetRecord>;
  /** Where the first pictures of records lie, and which captions they have, without the texts of these: for walks over millions. */
  places(id: ArtifactId, offset: number, limit: number): readonly RecordPlace[];
  /** Reads everything and compares the digest. */
  verify(id: ArtifactId): boolean;

  findJob(
    key: ResultKey,
  ): { readonly summary: string; readonly files: Readonly<Record<string, string>> } | undefined;
  saveJob(key: ResultKey, node: NodeId, summary: string, files: Readonly<Record<string, string>>): void;
}

/** A record without the texts that are stored captions. */
export interface RecordPlace {
  readonly record: string;
  /** Null for a record without a picture. */
  readonly root: string | null;
  readonly path: string | null;
  readonly hash: string | null;
  readonly caption: CaptionId | null;
  /** Last turn, where it is not a stored caption word for word. */
  readonly reply: string | null;
  readonly model: string | null;
}

const PAGE = 500;
/** Records that are written between two looks at the clock. */
const SLICE = 128;
/** Records that are counted between two looks at the clock. */
const COUNTED = 4096;
/** Count of an artifact that is being made: no reader sees it. A kill leaves it, and the next one that is made takes it away. */
const UNFINISHED = -1;

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
    'select * from artifacts where key = ? and count >= 0 order by id desc limit 1',
  );
  const byNode = database.prepare<[number], ArtifactRow>(
    'select * from artifacts where node = ? and count >= 0 order by run desc, id desc limit 1',
  );
  const setRun = database.prepare<[number, number]>('update artifacts set run = ? where id = ?');
  const byId = database.prepare<[number], ArtifactRow>('select * from artifacts where id = ? and count >= 0');
  const newestFirst = database.prepare<[], ArtifactRow>(
    'select * from artifacts where count >= 0 order by run desc, id desc',
  );
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from artifacts');
  const countSome = database
    .prepare<[number, number, number], number>(
      'select count(*) from records where artifact = ? and position between ? and ?',
    )
    .pluck();
  const insertArtifact = database.prepare<unknown[]>(
    'insert into artifacts (id, key, node, run, kind, title, digest, count, card, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRecord = database.prepare<[number, number, number | null, string]>(
    'insert into records (artifact, position, caption, body) values (?, ?, ?, ?)',
  );
  const finish = database.prepare<unknown[]>(
    'update artifacts set digest = ?, count = ?, card = ?, at = ? where id = ?',
  );
  const dropRecords = database.prepare<[number]>('delete from records where artifact = ?');
  const dropArtifact = database.prepare<[number]>('delete from artifacts where id = ?');
  const sameKey = database
    .prepare<[Buffer, number], ArtifactId>('select id from artifacts where key = ? and id <> ?')
    .pluck();
  const unfinished = database
    .prepare<[], ArtifactId>(`select id from artifacts where count = ${UNFINISHED}`)
    .pluck();
  const pageOfRecords = database.prepare<[number, number, number], RecordRow>(
    'select caption, body from records where artifact = ? and position >= ? order by position limit ?',
  );
  // Bodies are `[turn, record]`, see `withoutCaptionText`.
  const pageOfPlaces = database.prepare<[number, number, number], RecordPlace>(`
    select caption, body ->> '$[1].id' as record, body ->> '$[1].images[0].root' as root,
      body ->> '$[1].images[0].path' as path, body ->> '$[1].images[0].hash' as hash, body ->> '$[1].model' as model,
      case when caption is null then body ->> '$[1].conversations[#-1].value' end as reply
    from records where artifact = ? and position >= ? order by position limit ?`);
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

  /** Counted in parts: the records of a large dataset are hundreds of megabytes to walk over. */
  async function countRecords(id: ArtifactId): Promise<number> {
    const breath = createBreath();
    let count = 0;
    for (let from = 0; ; from += COUNTED) {
      const some = countSome.get(id, from, from + COUNTED - 1) ?? 0;
      count += some;
      if (some === 0) return count;
      await breath();
    }
  }

  async function find(key: ResultKey, run?: RunId): Promise<Artifact | undefined> {
    const row = byKey.get(Buffer.from(key, 'hex'));
    if (row === undefined || (await countRecords(row.id)) !== row.count) return undefined;
    if (run !== undefined) commits.write(() => void setRun.run(run, row.id));
    return toArtifact(row);
  }

  const underWay = new Set<ArtifactId>();

  function drop(ids: readonly ArtifactId[]): void {
    for (const id of ids) {
      dropRecords.run(id);
      dropArtifact.run(id);
    }
  }

  /** A row without a count, in the place of what a kill may have left. */
  function begin(key: Buffer, node: NodeId, run: RunId, { kind, title }: ArtifactDraft): ArtifactId {
    return commits.write(() => {
      drop(unfinished.all().filter((left) => !underWay.has(left)));
      const id = ((lastId.get()?.last ?? 0) + 1) as ArtifactId;
      insertArtifact.run(id, key, interned.node(node), run, kind, title, '', UNFINISHED, '', now());
      underWay.add(id);
      return id;
    });
  }

  async function save(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Promise<Artifact> {
    const keyBytes = Buffer.from(key, 'hex');
    const id = begin(keyBytes, node, run, draft);
    try {
      const { digest: ofRecords, count } = await saveRecords(id, draft.records);
      const digest = draft.digest ?? ofRecords;
      // The card may count what went by: it is asked for after the records.
      const card = JSON.stringify(draft.card());
      commits.write(() => {
        drop(sameKey.all(keyBytes, id));
        finish.run(digest, count, card, now(), id);
      });
    } catch (thrown) {
      if (!commits.failed()) commits.write(() => drop([id]));
      throw fromSqlite(thrown);
    } finally {
      underWay.delete(id);
    }
    await commits.committed();
    const row = byId.get(id);
    if (row === undefined) throw new Error(`artifact ${id} vanished`);
    return toArtifact(row);
  }

  async function saveRecords(
    id: ArtifactId,
    records: ArtifactDraft['records'],
  ): Promise<{ readonly digest: string; readonly count: number }> {
    const breath = createBreath();
    const hash = createHash('sha256');
    const iterator =
      Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
    let count = 0;
    for (let ended = false; !ended; await breath()) {
      const slice: DatasetRecord[] = [];
      while (slice.length < SLICE && !ended) {
        const given = iterator.next();
        const next = given instanceof Promise ? await given : given;
        if (next.done) ended = true;
        else slice.push(next.value);
      }
      hash.update(slice.map(digestLine).join(''));
      const first = count;
      commits.write(() => {
        for (const [index, record] of slice.entries()) {
          const { caption, body } = withoutCaptionText(record);
          insertRecord.run(id, first + index, caption, body);
        }
      });
      count += slice.length;
    }
    return { digest: hash.digest('hex'), count };
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
    places: (id, offset, limit) => pageOfPlaces.all(id, offset, limit),
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
  return `${canonicalRecord(record)}\n`;
}
