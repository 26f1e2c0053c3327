import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFolder, surveyFolder } from './list-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('listFolder', () => {
  it('gives folders and wanted files in natural order, counts images, hides hidden ones', async () => {
    for (const name of ['b', 'A', '.hidden']) mkdirSync(join(folder, name));
    for (const name of ['2.json', '10.json', 'x.PNG', 'y.jpg', 'notes.txt', '.secret.json'])
      writeFileSync(join(folder, name), '');
    symlinkSync(join(folder, 'b'), join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    const listing = await listFolder(folder, ['.json']);
    expect({
      folders: listing.folders.map(({ name }) => name),
      files: listing.files.map(({ name }) => name),
      images: listing.images,
    }).toEqual({ folders: ['A', 'b', 'link'], files: ['2.json', '10.json'], images: 2 });
  });

  it.each([
    ['with the dot', ['.EKP'], ['a.ekp']],
    ['without it', ['ekp'], ['a.ekp']],
    ['none at all', [], ['a.ekp', 'b.json', 'c']],
    ['not asked for', undefined, []],
  ])('lists files by extensions: %s', async (_, extensions, expected) => {
    for (const name of ['a.ekp', 'b.json', 'c']) writeFileSync(join(folder, name), '');
    expect((await listFolder(folder, extensions)).files.map(({ name }) => name)).toEqual(expected);
  });

  it('starts at home and offers places', async () => {
    const listing = await listFolder(undefined);
    expect(listing.places.map(({ name }) => name)).toContain('Home');
  });

  it.each(['nowhere', '/nowhere/at/all'])('says that there is no folder %s', async (path) => {
    await expect(listFolder(path)).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
  });
});

describe('surveyFolder', () => {
  it('counts images and sidecars at all depths and ends at symlink loops', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    for (const name of ['1.png', 'a/2.jpg', 'a/2.txt', 'a/b/3.webp', 'a/b/readme.md'])
      writeFileSync(join(folder, name), '');
    symlinkSync(folder, join(folder, 'a', 'loop'));
    expect(await surveyFolder(folder)).toEqual({ images: 3, sidecars: 1, truncated: false });
  });
});
