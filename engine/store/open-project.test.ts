import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { APPLICATION_ID } from './migrate.ts';
import { createProject, openProject } from './open-project.ts';
import { captionNamed } from './temporary-content.ts';
import { codeOf, temporaries } from './temporary-project.ts';

const { temporaryFolder, temporaryProject } = temporaries(onTestFinished);

/** A closed project with something in it. */
async function closedProject(): Promise<string> {
  const store = temporaryProject();
  const { id } = store.beginRun({});
  for (let i = 0; i < 200; i += 1) store.addCaption(captionNamed(`image ${i}`, id));
  await store.close();
  return store.path;
}

/** Changes a project with SQL, as a stranger might. */
async function tamperedProject(sql: string): Promise<string> {
  const path = await closedProject();
  const database = new DatabaseFile(path);
  database.exec(sql);
  database.close();
  return path;
}

describe('a project file', () => {
  it('[STORE1] is one file when it is closed, and opens again with what it held', async () => {
    const path = await closedProject();
    expect(readdirSync(dirname(path))).toEqual(['test.ekp']);
    const store = openProject(path);
    expect([store.meta.name(), store.captions.count(), store.readOnly]).toEqual(['Test', 200, false]);
    await store.close();
    expect(readdirSync(dirname(path))).toEqual(['test.ekp']);
  });

  it('[STORE1] is never written over', async () => {
    const path = await closedProject();
    const before = readFileSync(path);
    expect(codeOf(() => createProject(path, { name: 'Other' }))).toBe('OUTPUT_EXISTS');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('[STORE1] cannot have a name that SQLite would cut', () => {
    const folder = temporaryFolder();
    expect(codeOf(() => createProject(join(folder, 'a.ekp '), { name: 'A' }))).toBe('USAGE');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('[STORE3] has one owner by whatever name it is opened', async () => {
    const owner = temporaryProject();
    const link = join(dirname(owner.path), 'link.ekp');
    symlinkSync(owner.path, link);
    const second = openProject(link);
    expect([second.readOnlyReason, second.path]).toEqual(['locked', owner.path]);
    await second.close();
  });

  it('[STORE1] needs a folder that is there', () => {
    const path = join(temporaryFolder(), 'missing', 'a.ekp');
    expect(codeOf(() => createProject(path, { name: 'A' }))).toBe('FOLDER_NOT_FOUND');
  });

  it('[STORE1] keeps its first flow, sample flag and captured values', () => {
    const store = temporaryProject({ isSample: true, values: { precision: 'fp16' }, now: () => 77 });
    store.meta.setCap(12.5);
    store.meta.rename('Renamed');
    const { meta } = store;
    expect([meta.name(), meta.isSample(), meta.createdAt(), meta.capUsd(), meta.value('precision')]).toEqual([
      'Renamed',
      true,
      77,
      12.5,
      'fp16',
    ]);
    meta.setCap(undefined);
    expect(meta.capUsd()).toBeUndefined();
    // The app's own facts cannot be reached by a value's name.
    expect(meta.value('name')).toBeUndefined();
  });

  it('[STORE1] works with a rollback journal where no write-ahead log can be had, and says so', async () => {
    const path = join(temporaryFolder(), 'test.ekp');
    // A folder in the place of the log's shared memory, which network drives lack.
    mkdirSync(`${path}-shm`);
    const store = createProject(path, { name: 'Slow drive' });
    expect(store.notice).toContain('write-ahead log');
    store.addCaption(captionNamed('a', store.beginRun({}).id));
    await store.committed();
    expect(existsSync(`${path}-wal`)).toBe(false);
    await store.close();
    const again = openProject(path);
    expect(again.captions.count()).toBe(1);
    await again.close();
  });
});

describe('files from strangers', () => {
  const refused = (path: string) => {
    const before = existsSync(path) ? readFileSync(path) : undefined;
    const around = readdirSync(dirname(path));
    const code = codeOf(() => openProject(path));
    if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(around);
    return code;
  };
  const fileWith = (content: Buffer | string) => {
    const path = join(temporaryFolder(), 'strange.ekp');
    writeFileSync(path, content);
    return path;
  };

  it('[STORE2] is not there', () => {
    expect(refused(join(temporaryFolder(), 'none.ekp'))).toBe('PROJECT_NOT_FOUND');
  });

  it.each([
    ['empty', ''],
    ['a text', 'Dear diary,\n'.repeat(1000)],
    ['random bytes', randomBytes(20_000)],
    [
      'random bytes behind the header of SQLite',
      Buffer.concat([Buffer.from('SQLite format 3\0'), randomBytes(9000)]),
    ],
  ])('[STORE2] %s is refused and left as it is', (_, content) => {
    expect(refused(fileWith(content))).toBe('PROJECT_FOREIGN');
  });

  it('[STORE2] a folder is refused', () => {
    expect(codeOf(() => openProject(temporaryFolder()))).toBe('PROJECT_FOREIGN');
  });

  it.each(['delete', 'wal'])(
    "[STORE2] another application's database (journal mode %s) is refused and left as it is",
    (mode) => {
      const path = join(temporaryFolder(), 'other.db');
      const database = new DatabaseFile(path);
      database.pragma(`journal_mode = ${mode}`);
      database.exec('create table notes (text)');
      database.close();
      expect(refused(path)).toBe('PROJECT_FOREIGN');
    },
  );

  it("[STORE2] another application's database with our mark is refused", () => {
    const path = join(temporaryFolder(), 'disguised.ekp');
    const database = new DatabaseFile(path);
    database.exec(`create table notes (text); pragma application_id = ${APPLICATION_ID}`);
    database.close();
    expect(refused(path)).toBe('PROJECT_DAMAGED');
  });

  it('[STORE2] a database that another application left in the middle of a change is not repaired', () => {
    const path = join(temporaryFolder(), 'other.db');
    const database = new DatabaseFile(path);
    database.exec('create table notes (text)');
    database.close();
    writeFileSync(`${path}-journal`, randomBytes(2048));
    expect(refused(path)).toBe('PROJECT_FOREIGN');
  });

  it('[STORE2] a project cut in half is damaged', async () => {
    const path = await closedProject();
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    expect(refused(path)).toBe('PROJECT_DAMAGED');
  });

  it('[STORE2] a project with overwritten pages is damaged', async () => {
    const path = await closedProject();
    const content = readFileSync(path);
    randomBytes(content.length - 40_000).copy(content, 40_000);
    writeFileSync(path, content);
    expect(refused(path)).toBe('PROJECT_DAMAGED');
  });

  it.each([
    ['a trigger', 'create trigger t after insert on runs begin delete from captions; end'],
    ['a view', 'create view v as select * from captions'],
    ['a virtual table', 'create virtual table f using fts5(text)'],
    ['a table that is not ours', 'create table extra (a)'],
    ['an index with an expression', 'create index i on captions (abs(id))'],
    [
      'a table of ours made anew with a default that computes',
      'drop table peeks; create table peeks (node integer primary key, body text not null default (random())) strict',
    ],
  ])('[STORE2] %s is refused', async (_, sql) => {
    expect(refused(await tamperedProject(sql))).toBe('PROJECT_FOREIGN');
  });

  it('[STORE2] a table that is missing is damage', async () => {
    expect(refused(await tamperedProject('drop table results'))).toBe('PROJECT_DAMAGED');
  });

  it('[STORE6] a migration that is not known means a newer version', async () => {
    const sql = "create table later (a); insert into migrations values ('2099-01-01-later', 1)";
    expect(refused(await tamperedProject(sql))).toBe('PROJECT_NEWER');
  });

  it('[STORE2] statistics that another tool left with ANALYZE do no harm', async () => {
    const store = openProject(await tamperedProject('analyze'));
    expect(store.captions.count()).toBe(200);
    await store.close();
  });

  it('[STORE2] a flow that is none says so and does not stop the project from opening', async () => {
    const store = openProject(await tamperedProject(`update flows set flow = '{"nodes": 3}'`));
    expect(codeOf(() => store.flow.flow())).toBe('PROJECT_DAMAGED');
    expect(store.captions.count()).toBe(200);
    await store.close();
  });
});

describe('reading only', () => {
  it('[STORE2] checks a file that has a journal beside it, too', async () => {
    const path = await tamperedProject('create view v as select * from captions');
    // Begins with a zero: a journal that SQLite takes for a finished one.
    writeFileSync(`${path}-journal`, Buffer.alloc(600));
    expect(codeOf(() => openProject(path, { readOnly: true }))).toBe('PROJECT_FOREIGN');
    expect(codeOf(() => openProject(path))).toBe('PROJECT_FOREIGN');
  });

  it('[STORE1] closing twice is closing once, also when somebody has opened the project since', async () => {
    const first = temporaryProject();
    await first.close();
    const second = openProject(first.path);
    await first.close();
    expect(existsSync(`${first.path}.lock`)).toBe(true);
    await second.close();
  });

  it('[STORE3] shows everything and refuses every write', async () => {
    const path = await closedProject();
    const before = readFileSync(path);
    const store = openProject(path, { readOnly: true });
    expect([store.readOnlyReason, store.captions.count()]).toEqual(['asked', 200]);
    expect(codeOf(() => store.meta.rename('x'))).toBe('PROJECT_READ_ONLY');
    expect(codeOf(() => store.beginRun({}))).toBe('PROJECT_READ_ONLY');
    expect(
      codeOf(() =>
        store.saveResult(captionNamed('a', 1 as never).key ?? ('' as never), 'n', {
          kind: 'kept',
          patch: {},
        }),
      ),
    ).toBe('PROJECT_READ_ONLY');
    await store.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['test.ekp']);
  });

  it('[STORE3] is what a second opening gets; it sees what the owner has committed', async () => {
    const owner = temporaryProject();
    const reader = openProject(owner.path);
    expect(reader.readOnlyReason).toBe('locked');
    expect(reader.notice).toContain('Another');
    owner.addCaption(captionNamed('a', owner.beginRun({}).id));
    await owner.committed();
    expect(reader.captions.count()).toBe(1);
    expect(codeOf(() => reader.meta.rename('x'))).toBe('PROJECT_LOCKED');
    await reader.close();
    await owner.close();
    expect(readdirSync(dirname(owner.path))).toEqual(['test.ekp']);
    const next = openProject(owner.path);
    expect(next.readOnly).toBe(false);
    await next.close();
  });
});
