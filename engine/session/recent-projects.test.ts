import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectInfo } from '../../core/contract/project.ts';
import type { ImageHash } from '../../core/ids.ts';
import { recentProjects } from './recent-projects.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-recent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hash = (digit: string) => digit.repeat(64) as ImageHash;

function project(name: string, roots: ProjectInfo['roots'] = []): ProjectInfo {
  const path = join(folder, `${name}.ekp`);
  return { path, name, readOnly: false, isSample: false, images: 2, captions: 1, spendUsd: 0, roots };
}

describe('recent projects', () => {
  it('[START1] say how their run stands; one that nobody saw the end of was interrupted', async () => {
    const recent = recentProjects(join(folder, 'data'), () => 7);
    await recent.remember(project('a'), 'running');
    await recent.remember(project('b'), 'done');
    await recent.remember(project('b'));
    const states = async (open?: string) => (await recent.list(open)).map(({ name, run }) => [name, run]);
    expect(await states()).toEqual([
      ['b', 'done'],
      ['a', 'interrupted'],
    ]);
    expect(await states(project('a').path)).toContainEqual(['a', 'running']);
  });

  it('[START1] say when the project or a folder of its images is gone', async () => {
    const recent = recentProjects(join(folder, 'data'));
    const images = join(folder, 'images');
    mkdirSync(images);
    writeFileSync(project('a').path, '');
    await recent.remember(project('a', [{ name: 'images', path: images, found: true }]));
    const facts = async () => (await recent.list()).map(({ found, imagesMoved }) => [found, imagesMoved]);
    expect(await facts()).toEqual([[true, false]]);
    rmSync(images, { recursive: true });
    expect(await facts()).toEqual([[true, true]]);
    rmSync(project('a').path);
    expect(await facts()).toEqual([[false, true]]);
  });

  it('[START1] keep up to four pictures, which go with the last project that shows them', async () => {
    const recent = recentProjects(join(folder, 'data'));
    const pictures = ['1', '2', '3', '4', '5'].map((digit) => ({
      hash: hash(digit),
      bytes: new Uint8Array([Number(digit)]),
    }));
    await recent.remember(project('a'));
    await recent.remember(project('b'));
    await recent.keepPictures(project('a').path, pictures);
    await recent.keepPictures(project('b').path, pictures.slice(0, 1));
    await recent.remember(project('a'));
    expect((await recent.list()).map(({ pictures }) => pictures.length)).toEqual([4, 1]);
    expect(await recent.picture(hash('4'))).toEqual(Buffer.from([4]));
    expect(await recent.picture(hash('5'))).toBeUndefined();
    await recent.forget(project('a').path);
    expect(readdirSync(join(folder, 'data', 'recent-pictures'))).toEqual([`${hash('1')}.webp`]);
    expect((await recent.list()).map(({ name }) => name)).toEqual(['b']);
  });

  it('a list of an older form is read, a damaged one is empty, and where nothing can be written nothing breaks', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const old = { path: '/a.ekp', name: 'a', openedAt: 1, images: 1, captions: 0 };
    writeFileSync(join(data, 'recent-projects.json'), JSON.stringify([old]));
    expect(await recentProjects(data).list()).toEqual([
      { ...old, pictures: [], imagesMoved: false, found: false },
    ]);
    writeFileSync(join(data, 'recent-projects.json'), '[{]');
    expect(await recentProjects(data).list()).toEqual([]);
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    const recent = recentProjects(blocked);
    await recent.remember(project('a'));
    await recent.keepPictures(project('a').path, [{ hash: hash('1'), bytes: new Uint8Array([1]) }]);
    expect(await recent.list()).toEqual([]);
    expect(existsSync(join(blocked, 'recent-pictures'))).toBe(false);
  });
});
