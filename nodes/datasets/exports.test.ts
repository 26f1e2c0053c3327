import { describe, expect, it } from 'vitest';
import type { DatasetRecord } from '../../core/artifact.ts';
import { hashOf, runJob } from '../node-double.ts';
import { exportCsv } from './export-csv.ts';
import { exportJsonLines } from './export-jsonl.ts';
import { exportShareGpt4v } from './export-sharegpt4v.ts';
import { exportSidecars } from './export-sidecars.ts';

function record(id: string, split: 'train' | 'held-out' = 'train', root = 'photos'): DatasetRecord {
  return {
    id,
    images: [{ hash: hashOf(id), root, path: `${id}.jpg`, width: 1, height: 1 }],
    conversations: [{ from: 'gpt', value: `About ${id}.` }],
    split,
    metadata: {},
  };
}

const RECORDS = [record('a'), record('b', 'held-out'), record('c')];

describe.each([exportShareGpt4v, exportJsonLines, exportCsv])('$type', (type) => {
  it('writes one file and says what is in it', async () => {
    const { summary, files } = await runJob(type, RECORDS, { path: '/out/set.x' });
    expect(summary).toBe('3 records in set.x');
    expect(Object.keys(files)).toEqual(['/out/set.x']);
    expect(files['/out/set.x']).toMatch(/a\.jpg[\s\S]*b\.jpg[\s\S]*c\.jpg/);
  });

  it('writes one part of the records, where that is asked', async () => {
    const { summary, files } = await runJob(type, RECORDS, { path: '/o', part: 'held-out' });
    expect(summary).toBe('1 record in o');
    expect(files['/o']).toContain('b.jpg');
    expect(files['/o']).not.toContain('a.jpg');
  });

  it('names the roots where images come from several, unless it is told not to', async () => {
    const records = [record('a'), record('a', 'train', 'scenes')];
    const paths = async (imagePaths: string) =>
      (await runJob(type, records, { path: '/o', imagePaths })).files['/o']?.match(/[\w/]*a\.jpg/g);
    expect(await paths('auto')).toEqual(['photos/a.jpg', 'scenes/a.jpg']);
    expect(await paths('relative')).toEqual(['a.jpg', 'a.jpg']);
  });

  it('asks for a file', () => {
    expect(type.check?.(type.params.parse({}))).toMatchObject([{ param: 'path' }]);
  });

  it('[BAD11] of a flow is written under names of its kind only, never over scripts and settings', () => {
    const problems = (path: string) => type.check?.(type.params.parse({ path })) ?? [];
    const extension = { ShareGPT4V: 'json', 'JSON Lines': 'jsonl', CSV: 'csv' }[type.title.slice(7)];
    for (const name of ['out', '/o/My set', '~/x', 'C:\\sets\\x'])
      expect(problems(`${name}.${extension}`)).toEqual([]);
    for (const path of [
      '/home/me/setup.py',
      '~/Makefile',
      `/o/.${extension}`,
      `/o/x.${extension}/run.sh`,
      'x.bat',
    ])
      expect(problems(path)).toMatchObject([
        { param: 'path', remedy: expect.stringContaining(`.${extension}`) },
      ]);
  });
});

describe('text files', () => {
  it('go beside the images, and what people wrote is counted as kept', async () => {
    const { summary, files } = await runJob(
      exportSidecars,
      RECORDS,
      { trigger: 'ohwx' },
      ({ path }, _text, mode) => (path === 'b.jpg' && mode === 'keep' ? 'kept' : 'written'),
    );
    expect(summary).toBe('2 text files written, 1 other kept');
    expect(files).toEqual({ 'photos/a.txt': 'ohwx, About a.', 'photos/c.txt': 'ohwx, About c.' });
  });

  it('go into another folder, with the same subfolders, and by root where there are several', async () => {
    const records = [record('x/a'), record('x/a', 'train', 'scenes')];
    const { files } = await runJob(exportSidecars, records, { folder: 'texts', extension: '.caption' });
    expect(Object.keys(files)).toEqual(['./texts/photos/x/a.caption', './texts/scenes/x/a.caption']);
    const one = await runJob(exportSidecars, [record('x/a')], { folder: '/data/texts' });
    expect(Object.keys(one.files)).toEqual(['/data/texts/x/a.txt']);
  });
});
