import { expect, it } from 'vitest';
import type { DatasetRecord } from '../../core/artifact.ts';
import type { JsonObject } from '../../core/json.ts';
import { hashOf, runJob } from '../node-double.ts';
import { exportComparison } from './export-comparison.ts';

function record(id: string, metadata: JsonObject): DatasetRecord {
  return {
    id,
    images: [{ hash: hashOf(id), root: 'photos', path: `${id}.jpg`, width: 1, height: 1 }],
    conversations: [{ from: 'gpt', value: 'A dog.' }],
    model: 'One',
    metadata,
  };
}

function side(model: string, text: string) {
  return { model, text, words: text.split(' ').length, characters: text.length };
}

const COMPARED = [
  record('a', {
    comparison: {
      agreement: 0.5,
      first: side('One', 'A dog.'),
      second: side('Other', '=A dog, in a park.'),
    },
  }),
  record('b', {
    comparison: {
      agreement: 0,
      first: side('One', 'A cat asleep here.'),
      second: side('Other', 'A "kite".'),
    },
  }),
];

it('[NODE14] both captions of an image stand in one row, and no cell is a formula [NODE13]', async () => {
  const { files, summary } = await runJob(exportComparison, [...COMPARED, record('c', {})], {
    path: '/o/c.csv',
  });
  expect(files['/o/c.csv']?.split('\r\n')).toEqual([
    'image,agreement,first model,first words,first caption,second model,second words,second caption',
    `a.jpg,0.5,One,2,A dog.,Other,5,"'=A dog, in a park."`,
    'b.jpg,0,One,4,A cat asleep here.,Other,2,"A ""kite""."',
    'c.jpg,,One,,A dog.,,,',
    '',
  ]);
  expect(summary).toBe('3 records in c.csv: agreement 25% on average, 3 words by One and 4 by Other');
});

it('says how many there are where nothing was compared, and names no captioner where several wrote', async () => {
  expect((await runJob(exportComparison, [record('c', {})], { path: '/c.csv' })).summary).toBe(
    '1 record in c.csv',
  );
  const other = record('d', {
    comparison: { agreement: 0.5, first: side('Third', 'A dog.'), second: side('Other', 'A dog.') },
  });
  expect((await runJob(exportComparison, [...COMPARED, other], { path: '/c.csv' })).summary).toContain(
    'words by the first and 3 by Other',
  );
});
