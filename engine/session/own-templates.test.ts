import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowOf } from '../../core/testing-flow.ts';
import { ownTemplates } from './own-templates.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ekphrasis-own-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const flow = flowOf({ images: ['sources.folder', { folder: '/pictures' }] });

describe('[START4] templates of the user', () => {
  it('are saved, listed by title and removed', async () => {
    const own = ownTemplates(data);
    const first = await own.save({ title: 'Köln & cats', summary: 'Mine.', flow });
    expect(first).toMatchObject({ id: 'own-ko-ln-cats', title: 'Köln & cats', category: 'own', flow });
    expect((await own.save({ title: 'köln, cats!', summary: '', flow })).id).toBe('own-ko-ln-cats-2');
    expect((await own.save({ title: '猫', summary: '', flow })).id).toBe('own-template');
    expect((await own.list()).map(({ title, summary }) => [title, summary])).toEqual([
      ['Köln & cats', 'Mine.'],
      ['köln, cats!', 'köln, cats!'],
      ['猫', '猫'],
    ]);
    await own.remove(first.id);
    expect(await own.list()).toHaveLength(2);
  });

  it('files that are no templates are left out, and their names lead nowhere else', async () => {
    const own = ownTemplates(data);
    await own.save({ title: 'Good', summary: '', flow });
    const folder = join(data, 'templates');
    writeFileSync(join(folder, 'own-broken.json'), '{');
    writeFileSync(join(folder, 'own-other.json'), JSON.stringify({ title: 'No flow' }));
    writeFileSync(
      join(folder, 'sample.json'),
      JSON.stringify({ id: 'sample', title: 'x', summary: 'x', flow }),
    );
    writeFileSync(
      join(folder, 'own-liar.json'),
      JSON.stringify({ id: 'caption-folder', title: 'Liar', summary: 'x', category: 'own', flow }),
    );
    mkdirSync(join(folder, 'own-folder.json'));
    expect((await own.list()).map(({ id }) => id)).toEqual(['own-good', 'own-liar']);
    for (const id of ['caption-folder', '../recent-projects', 'own-none', 'own-../x'])
      await expect(own.remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(readdirSync(folder)).toHaveLength(6);
  });
});
