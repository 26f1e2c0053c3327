import { chmod, mkdir, mkdtemp, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageHash } from '../../core/ids.ts';
import { openThumbnailCache } from './thumbnail-cache.ts';
import type { ThumbnailCache } from './thumbnail-memory.ts';

async function place(): Promise<string> {
  return path.join(await mkdtemp(path.join(tmpdir(), 'ekphrasis-cache-')), 'project.cache');
}

function open(file: string, limit?: number): ThumbnailCache {
  const cache = openThumbnailCache(file, limit);
  onTestFinished(() => cache.close());
  return cache;
}

const hash = (number: number) => number.toString(16).padStart(64, '0') as ImageHash;

function webp(size: number, fill = 0): Buffer {
  const bytes = Buffer.alloc(size, fill);
  bytes.write('RIFF\0\0\0\0WEBP', 'latin1');
  return bytes;
}

function kept(cache: ThumbnailCache, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => cache.get(hash(index)) !== undefined,
  );
}

describe('thumbnail cache', () => {
  it('[IMG11] gives back what was put in, also after closing', async () => {
    const file = await place();
    const first = openThumbnailCache(file);
    first.put([{ image: hash(1), bytes: webp(100, 7) }]);
    first.close();
    const second = open(file);
    expect(Buffer.from(second.get(hash(1)) ?? [])).toEqual(webp(100, 7));
    expect(second.get(hash(2))).toBeUndefined();
  });

  it('[IMG14] above its limit the least recently used go first', async () => {
    const file = await place();
    const cache = open(file, 10_000);
    for (let index = 0; index < 10; index++) cache.put([{ image: hash(index), bytes: webp(1000) }]);
    expect(kept(cache, 10)).toHaveLength(10);
    cache.get(hash(0));
    cache.put([{ image: hash(10), bytes: webp(1000) }]);
    expect(kept(cache, 11)).toEqual([0, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (let round = 0; round < 20; round++) cache.put([{ image: hash(10), bytes: webp(1000) }]);
    expect(kept(cache, 11)).toHaveLength(9);
  });

  it('[IMG14] uses count across restarts', async () => {
    const file = await place();
    const first = openThumbnailCache(file, 3500);
    for (let index = 0; index < 3; index++) first.put([{ image: hash(index), bytes: webp(1000) }]);
    first.get(hash(0));
    first.close();
    const second = open(file, 3500);
    second.put([{ image: hash(3), bytes: webp(1000) }]);
    expect(kept(second, 4)).toEqual([0, 2, 3]);
  });

  it.each([
    ['text', (file: string) => writeFile(file, 'This is not a database. '.repeat(500))],
    ['nothing', (file: string) => writeFile(file, '')],
    ['half a file', async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2))],
    [
      'overwritten pages',
      async (file: string) => {
        const bytes = await readFile(file);
        await writeFile(file, bytes.fill(0xaa, 4096 * 3, bytes.length - 4096));
      },
    ],
    [
      'another form',
      async (file: string) => {
        const database = new Database(file);
        database.exec('create trigger bad after insert on thumb begin delete from thumb; end');
        database.close();
      },
    ],
  ])('[IMG11] a file with %s is made anew', async (_name, breakIt) => {
    const file = await place();
    const before = openThumbnailCache(file);
    for (let index = 0; index < 50; index++) before.put([{ image: hash(index), bytes: webp(2000, index) }]);
    before.close();
    await breakIt(file);
    const after = openThumbnailCache(file);
    after.put([{ image: hash(99), bytes: webp(100) }]);
    after.close();
    expect(open(file).get(hash(99))).toBeDefined();
  });

  it('[IMG11] a file that breaks while it is open is made anew', async () => {
    const file = await place();
    const cache = open(file);
    for (let index = 0; index < 500; index++) cache.put([{ image: hash(index), bytes: webp(4000) }]);
    await writeFile(file, Buffer.alloc((await stat(file)).size, 0x5a));
    for (let index = 0; index < 500; index++) cache.get(hash(index));
    cache.put([{ image: hash(1000), bytes: webp(100) }]);
    expect(cache.get(hash(1000))).toBeDefined();
  });

  it('a database of something else is left alone', async () => {
    const file = await place();
    const theirs = new Database(file);
    theirs.exec('create table precious (text)');
    theirs.close();
    const before = await readFile(file);
    const cache = open(file);
    cache.put([{ image: hash(1), bytes: webp(100) }]);
    expect(cache.get(hash(1))).toBeDefined();
    expect(await readFile(file)).toEqual(before);
  });

  it('what is no thumbnail is not given out', async () => {
    const file = await place();
    openThumbnailCache(file).close();
    const database = new Database(file);
    const insert = database.prepare('insert into thumb (hash, bytes, used_at) values (?, ?, 1)');
    insert.run(hash(1), Buffer.from('<html>'));
    insert.run(hash(2), webp(3 * 2 ** 20));
    insert.run(hash(3), 'RIFFxxxxWEBP as text');
    database.close();
    const cache = open(file);
    expect(kept(cache, 4)).toEqual([]);
  });

  it('[IMG11] where no file can be made, thumbnails stay in memory, up to a size', async () => {
    const file = await place();
    await mkdir(file);
    await chmod(path.dirname(file), 0o555);
    const cache = open(file);
    for (let index = 0; index < 40; index++) cache.put([{ image: hash(index), bytes: webp(2 ** 21) }]);
    expect(kept(cache, 40)).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
  });
});
