import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { ArtifactId } from '../../core/ids.ts';
import type { JobContext } from '../../core/node-context.ts';
import { createCompactIndex } from '../compact-set.ts';
import { frozenOf, gather, hashOf } from '../node-double.ts';
import { createFirstByName } from './mix/first-by-name.ts';
import { weigh } from './mix/weigh.ts';
import { mix } from './mix.ts';

const describing = (path: string, reply: string, more: Partial<DatasetRecord> = {}): DatasetRecord => ({
  id: path.replace('.jpg', ''),
  images: [{ hash: hashOf(path), root: 'photos', path, width: 1, height: 1 }],
  conversations: [
    { from: 'human', value: '<image>\nWhat is this?' },
    { from: 'gpt', value: reply },
  ],
  model: 'old',
  split: 'train',
  metadata: {},
  ...more,
});
const better = (path: string, more: Partial<DatasetRecord> = {}) =>
  describing(path, `all about ${path}`, {
    model: 'teacher',
    conversations: [
      { from: 'human', value: '<image>\nDescribe it.' },
      { from: 'gpt', value: `all about ${path}` },
    ],
    ...more,
  });
const replies = (records: readonly DatasetRecord[]) =>
  records.map(({ id, conversations }) => `${id}: ${conversations.at(-1)?.value}`);

interface Inputs {
  readonly first?: readonly DatasetRecord[];
  readonly second?: readonly DatasetRecord[];
  readonly captions?: readonly DatasetRecord[];
}

async function run(inputs: Inputs, params: Record<string, unknown> = {}) {
  const lists = new Map<Artifact, readonly DatasetRecord[]>();
  const artifacts: Record<string, Artifact[]> = {};
  for (const [port, records] of Object.entries(inputs) as [string, readonly DatasetRecord[]][]) {
    const artifact: Artifact = {
      id: (lists.size + 1) as ArtifactId,
      kind: 'dataset',
      title: port,
      node: port,
      digest: '',
      count: records.length,
      createdAt: 0,
      card: {},
    };
    lists.set(artifact, records);
    artifacts[port] = [artifact];
  }
  const lines: string[] = [];
  const context = {
    frozen: frozenOf(lists),
    signal: new AbortController().signal,
    progress: () => undefined,
    log: (_level: string, line: string) => lines.push(line),
  } as unknown as JobContext;
  const { artifact, summary } = await mix.run(artifacts, mix.params.parse(params), context);
  if (!artifact) throw new Error('Nothing was made.');
  const records = await gather(artifact.records);
  return { records, summary, lines, card: artifact.card() };
}

describe('[MIX1] together and by weight', () => {
  it('puts datasets one after the other, with ids that are unique', async () => {
    const { records, summary } = await run({
      first: [describing('a.jpg', 'A')],
      second: [describing('a.jpg', 'B')],
    });
    expect(replies(records)).toEqual(['a: A', 'a#2: B']);
    expect(summary).toBe('2 records');
  });

  it('takes each twice and a chosen half once more, the same half for the same seed', async () => {
    const first = Array.from({ length: 10 }, (_, index) => describing(`${index}.jpg`, `${index}`));
    const once = await run({ first }, { firstWeight: 2.5, seed: 7 });
    expect(once.records).toHaveLength(25);
    expect(await run({ first }, { firstWeight: 2.5, seed: 7 })).toEqual(once);
    expect((await run({ first }, { firstWeight: 2.5, seed: 8 })).records).not.toEqual(once.records);
    expect((await run({ first }, { firstWeight: 0 })).records).toEqual([]);
  });

  it('takes exactly the share that was asked for, in order', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 0, max: 400 }), fc.nat(), (total, hundredths, seed) => {
        const weighing = weigh(total, hundredths / 100, seed);
        let taken = 0;
        for (let walk = 0; walk < weighing.walks; walk += 1)
          for (let position = 0; position < total; position += 1)
            if (weighing.takes(walk, position)) taken += 1;
        expect(taken).toBe(weighing.taken);
        expect(Math.abs(taken - (total * hundredths) / 100)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });
});

describe('[MIX2] what is held out', () => {
  it('comes once whatever the weight, and nothing that shows the picture is learnt from', async () => {
    const { records, card } = await run(
      {
        first: [describing('a.jpg', 'A', { split: 'held-out' }), describing('b.jpg', 'B')],
        second: [describing('a.jpg', 'other words'), describing('c.jpg', 'C')],
      },
      { firstWeight: 2, secondWeight: 3 },
    );
    expect(records.map(({ id, split }) => [id, split])).toEqual([
      ['a', 'held-out'],
      ['b', 'train'],
      ['b#2', 'train'],
      ['a#2', 'held-out'],
      ['c', 'train'],
      ['c#2', 'train'],
      ['c#3', 'train'],
    ]);
    expect(card).toMatchObject({ records: 7, heldOut: 2, movedToHeldOut: 1 });
  });

  it('is neither swapped nor swapped in', async () => {
    const { records } = await run({
      first: [describing('a.jpg', 'A', { split: 'held-out' }), describing('b.jpg', 'B')],
      captions: [better('a.jpg'), better('b.jpg', { split: 'held-out' })],
    });
    expect(replies(records)).toEqual(['a: A', 'b: B']);
  });
});

describe('[MIX3] captions that replace others', () => {
  const talk = describing('b.jpg', 'Two.', {
    id: 'talk',
    conversations: [
      { from: 'human', value: '<image>\nHow many?' },
      { from: 'gpt', value: 'Two.' },
      { from: 'human', value: 'Of what?' },
      { from: 'gpt', value: 'Cats.' },
    ],
  });

  it('belong to the image; conversations and texts without a picture are left alone', async () => {
    const text: DatasetRecord = { ...describing('x.jpg', 'Hello'), id: 'text', images: [] };
    const { records, card, lines, summary } = await run({
      first: [describing('b.jpg', 'A cat.', { id: 'b1' }), talk, text, describing('c.jpg', 'A dog.')],
      captions: [better('a.jpg'), better('b.jpg'), better('b.jpg', { id: 'second of b' })],
    });
    expect(replies(records)).toEqual(['b1: all about b.jpg', 'talk: Cats.', 'text: Hello', 'c: A dog.']);
    expect(records[0]).toMatchObject({
      model: 'teacher',
      split: 'train',
      conversations: [{ value: '<image>\nDescribe it.' }, {}],
      metadata: { swapped: { by: 'image', instead: 'b1', model: 'old' } },
    });
    expect(summary).toBe('4 records, captions replaced in 1');
    expect(card).toMatchObject({
      swapped: 1,
      withoutCaption: 1,
      captionsNotUsed: 2,
      withoutCaptionExamples: ['c'],
      swappedExamples: [
        { id: 'b1', image: 'b.jpg', before: 'A cat.', after: 'all about b.jpg', from: 'teacher' },
      ],
    });
    expect(lines).toEqual([
      'Captions found for 1 of the records, none for 1; 2 captions are not used',
      'Without a caption, for instance: c',
      'b1: “A cat.” is now “all about b.jpg”',
    ]);
  });

  it('belong to the id, and the question can stay', async () => {
    const { records } = await run(
      { first: [describing('b.jpg', 'B', { id: '7' })], captions: [better('other.jpg', { id: '7' })] },
      { match: 'id', question: 'ours' },
    );
    expect(records[0]?.images[0]?.path).toBe('b.jpg');
    expect(records[0]?.conversations.map(({ value }) => value)).toEqual([
      '<image>\nWhat is this?',
      'all about other.jpg',
    ]);
  });

  it('are the first so many by file name, and short replies stay', async () => {
    const first = ['d.jpg', 'b.jpg', 'a.jpg'].map((path) => describing(path, `a description of ${path}`));
    const captions = ['d.jpg', 'b.jpg', 'a.jpg'].map((path) => better(path));
    expect(replies((await run({ first, captions }, { limit: 2 })).records)).toEqual([
      'd: a description of d.jpg',
      'b: all about b.jpg',
      'a: all about a.jpg',
    ]);
    expect((await run({ first, captions }, { shortest: 100 })).card).toMatchObject({ swapped: 0 });
  });

  it('take the places of the first records by file name, as whole records', async () => {
    const first = ['d.jpg', 'b.jpg', 'a.jpg'].map((path) => describing(path, path));
    const captions = ['z.jpg', 'y.jpg', 'x.jpg'].map((path) => better(path));
    const { records, card } = await run({ first, captions }, { match: 'name', limit: 2 });
    expect(replies(records)).toEqual(['d: d.jpg', 'y: all about y.jpg', 'x: all about x.jpg']);
    expect(records[2]?.metadata).toEqual({ swapped: { by: 'name', instead: 'a', model: 'old' } });
    expect(card).toMatchObject({ swapped: 2, withoutCaption: 1, captionsNotUsed: 1 });
    expect(mix.check?.(mix.params.parse({ match: 'name' }))).toMatchObject([{ param: 'limit' }]);
  });

  it('empty datasets make an empty one', async () => {
    const { records, summary } = await run({ first: [], captions: [] });
    expect([records, summary]).toEqual([[], '0 records, captions replaced in 0']);
  });
});

describe('[MIX4] what is kept in memory', () => {
  it('the first by name are those of a sort', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), fc.nat(20), (paths, limit) => {
        const chosen = createFirstByName(limit);
        for (const [position, path] of paths.entries()) chosen.offer(path, position);
        const sorted = paths
          .map((path, position) => ({ path, position }))
          .toSorted((a, b) => (a.path === b.path ? a.position - b.position : a.path < b.path ? -1 : 1));
        expect(chosen.positions()).toEqual(sorted.slice(0, limit).map(({ position }) => position));
      }),
    );
  });

  it('an index says the same as a map whose entries stay', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.nat())), (entries) => {
        const [index, map] = [createCompactIndex(), new Map<string, number>()];
        for (const [text, value] of entries) {
          expect(index.add(text, value)).toBe(!map.has(text));
          if (!map.has(text)) map.set(text, value);
        }
        expect(index.size).toBe(map.size);
        for (const [text] of entries) expect(index.get(text)).toBe(map.get(text));
        expect(index.get('a longer text')).toBeUndefined();
      }),
    );
  });
});
