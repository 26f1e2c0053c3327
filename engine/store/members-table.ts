import { rmSync } from 'node:fs';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { ImageHash, NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { DigestedSample } from '../../core/node-context.ts';
import type { Sample } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SamplePacking } from './packed-sample.ts';
import { fromSqlite } from './sqlite-error.ts';

/** What has come in at cohorts, joins and collectors during a run. */
export interface MembersTable {
  add(run: RunId, node: NodeId, input: string, sample: Sample, digest: string): void;
  count(run: RunId, node: NodeId): number;
  /** From an ordinal on, in source order, page by page; equal ordinals (branches, inputs) by sample id and input, never by arrival. */
  members(run: RunId, node: NodeId, from?: number): Iterable<Member>;
  digests(run: RunId, node: NodeId): Iterable<DigestedSample>;
  ofRoot(run: RunId, node: NodeId, root: SampleId): { readonly sample: Sample; readonly input: string }[];
  drop(run: RunId): void;
  close(): void;
}

interface Member {
  readonly sample: Sample;
  readonly input: string;
  readonly digest: string;
}

interface Place {
  readonly ordinal: number;
  readonly sample: Buffer;
  readonly input: string;
}
interface DigestRow extends Place {
  readonly image: Buffer;
  readonly digest: string;
}
interface MemberRow extends DigestRow {
  readonly body: string;
}

const PAGE = 500;
const SCHEMA = `
create table members (
  run integer not null, node text not null, ordinal integer not null, sample blob not null, input text not null,
  root blob not null, image blob not null, digest text not null, body text not null,
  primary key (run, node, ordinal, sample, input)
) strict, without rowid`;
/** Made when it is first asked for: random keys are dear, and only joins need them. */
const BY_ROOT = 'create index if not exists members_root on members (run, node, root)';

/**
 * Members live in a file of their own, `<project>.working`: a run is begun anew after a kill [RUN5], so they need neither a log nor waiting for the disk,
 * and never swell the project. The file is removed when the project is closed, and when it is opened.
 */
export function membersTable(
  projectPath: string,
  packing: SamplePacking,
  commits: GroupCommit,
): MembersTable {
  const path = `${projectPath}.working`;
  removeWorkingFile(projectPath);
  let opened: Statements | undefined;

  function statements(): Statements {
    opened ??= prepareAll(openWorkingFile(path));
    return opened;
  }

  function guarded<T>(work: (open: Statements) => T): T {
    try {
      return work(statements());
    } catch (thrown) {
      throw fromSqlite(thrown);
    }
  }

  function add(run: RunId, node: NodeId, input: string, sample: Sample, digest: string): void {
    const body = commits.write(() => packing.pack(sample));
    guarded((open) =>
      open.insert.run(
        run,
        node,
        sample.ordinal,
        Buffer.from(sample.id, 'hex'),
        input,
        Buffer.from(sample.root, 'hex'),
        Buffer.from(sample.facets.image.hash, 'hex'),
        digest,
        body,
      ),
    );
  }

  /** Pages instead of an open cursor: the caller may write between two members. */
  function* pages<R extends Place>(
    run: RunId,
    node: NodeId,
    read: (open: Statements, from: PageStart) => R[],
    ordinal = -1,
  ): Iterable<R> {
    let from: PageStart = { run, node, ordinal, sample: Buffer.alloc(0), input: '', limit: PAGE };
    for (;;) {
      const page = guarded((open) => read(open, from));
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      from = { ...from, ordinal: last.ordinal, sample: last.sample, input: last.input };
    }
  }

  function* members(run: RunId, node: NodeId, ordinal?: number): Iterable<Member> {
    for (const { body, input, digest } of pages(run, node, (open, from) => open.page.all(from), ordinal))
      yield { sample: packing.unpack(body), input, digest };
  }

  function* digests(run: RunId, node: NodeId): Iterable<DigestedSample> {
    for (const { ordinal, image, digest } of pages(run, node, (open, from) => open.digestPage.all(from)))
      yield { ordinal, image: image.toString('hex') as ImageHash, digest };
  }

  function ofRoot(run: RunId, node: NodeId, root: SampleId) {
    return guarded((open) => {
      const rows = open.ofRoot().all(run, node, Buffer.from(root, 'hex'));
      return rows.map(({ body, input }) => ({ sample: packing.unpack(body), input }));
    });
  }

  return {
    add,
    count: (run, node) => guarded((open) => open.count.get(run, node)?.count ?? 0),
    members,
    digests,
    ofRoot,
    drop: (run) => {
      if (opened !== undefined) guarded((open) => open.drop.run(run));
    },
    close: () => {
      opened?.database.close();
      opened = undefined;
      removeWorkingFile(projectPath);
    },
  };
}

/** Throws away what a killed process left. Only the project's owner may. */
function removeWorkingFile(projectPath: string): void {
  rmSync(`${projectPath}.working`, { force: true });
}

function openWorkingFile(path: string): Database {
  const database = new DatabaseFile(path);
  database.pragma('journal_mode = off');
  database.pragma('synchronous = off');
  database.pragma('locking_mode = exclusive');
  database.pragma('cache_size = -16000');
  database.exec(SCHEMA);
  // One transaction for good: nothing here is ever recovered, so nothing needs to be committed.
  database.exec('begin');
  return database;
}

interface PageStart extends Place {
  readonly run: RunId;
  readonly node: NodeId;
  readonly limit: number;
}

function prepareAll(database: Database) {
  const after =
    'where run = :run and node = :node and (ordinal, sample, input) > (:ordinal, :sample, :input) order by ordinal, sample, input limit :limit';
  const prepareOfRoot = () => {
    database.exec(BY_ROOT);
    return database.prepare<[number, string, Buffer], { body: string; input: string }>(
      'select body, input from members where run = ? and node = ? and root = ? order by ordinal, sample, input',
    );
  };
  let ofRoot: ReturnType<typeof prepareOfRoot> | undefined;
  return {
    database,
    insert: database.prepare<[number, string, number, Buffer, string, Buffer, Buffer, string, string]>(
      'insert or replace into members values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    count: database.prepare<[number, string], { count: number }>(
      'select count(*) as count from members where run = ? and node = ?',
    ),
    page: database.prepare<[PageStart], MemberRow>(
      `select ordinal, sample, input, image, digest, body from members ${after}`,
    ),
    digestPage: database.prepare<[PageStart], DigestRow>(
      `select ordinal, sample, input, image, digest from members ${after}`,
    ),
    drop: database.prepare<[number]>('delete from members where run = ?'),
    ofRoot: () => {
      ofRoot ??= prepareOfRoot();
      return ofRoot;
    },
  };
}
type Statements = ReturnType<typeof prepareAll>;
