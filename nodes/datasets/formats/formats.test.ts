import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetRecord, Turn } from '../../../core/artifact.ts';
import type { Json } from '../../../core/json.ts';
import { gather, hashOf } from '../../node-double.ts';
import { parseDatasetRecord } from '../../sources/dataset-record.ts';
import { hasSeveralRoots } from './format.ts';
import { type DatasetFormat, FORMATS } from './index.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });
const turn = fc.record({ from: fc.constantFrom<Turn['from']>('human', 'gpt', 'system'), value: anyText });
const image = fc.record({
  hash: fc.constant(hashOf('x')),
  root: fc.constantFrom('photos', 'scenes'),
  path: anyText.filter((path) => path !== ''),
  width: fc.nat(9999),
  height: fc.nat(9999),
});
const metadata = fc.dictionary(
  fc.stringMatching(/^[b-z]{1,8}$/),
  fc.oneof(anyText, fc.integer(), fc.boolean()),
);
const record = fc.record(
  {
    id: anyText.filter((id) => id !== ''),
    images: fc.array(image, { maxLength: 2 }),
    conversations: fc.array(turn, { maxLength: 4 }),
    model: anyText.filter((model) => model !== ''),
    split: fc.constantFrom<'train' | 'held-out'>('train', 'held-out'),
    metadata,
  },
  { requiredKeys: ['id', 'images', 'conversations', 'metadata'] },
);

const CAT: DatasetRecord = {
  id: 'coco/1',
  images: [{ hash: hashOf('1'), root: 'photos', path: 'coco/1.jpg', width: 64, height: 48 }],
  conversations: [
    { from: 'human', value: '<image>\nWhat is it?' },
    { from: 'gpt', value: 'A cat,\n"black".' },
  ],
  model: 'Starter',
  split: 'train',
  metadata: { alt: 'cat' },
};
const TEXT_ONLY: DatasetRecord = {
  id: 't',
  images: [],
  conversations: CAT.conversations.slice(1),
  metadata: {},
};

async function written(id: string, records: readonly DatasetRecord[], withRoot = false): Promise<string> {
  const format: DatasetFormat | undefined = FORMATS[id];
  if (format?.kind !== 'file') throw new Error(id);
  return (await gather(format.write(records, { withRoot }))).join('');
}

/** What is left of a record in a file: the same as `parseDatasetRecord` gives. */
function parsed({ id, images, conversations, model }: DatasetRecord) {
  return { id, images: images.map(({ path }) => path), conversations, ...(model !== undefined && { model }) };
}

describe('[NODE12] ShareGPT4V JSON', () => {
  it('reads back as the records that were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
        const json = JSON.parse(await written('sharegpt4v', records)) as Json[];
        expect(json.map((one) => ({ ...parseDatasetRecord(one), metadata: {} }))).toEqual(
          records.map((one) => ({ ...parsed(one), metadata: {} })),
        );
      }),
    );
  });

  it('has the form of the published files, one record a line', async () => {
    expect(await written('sharegpt4v', [CAT, TEXT_ONLY])).toBe(
      `[
{"id":"coco/1","image":"coco/1.jpg","conversations":[{"from":"human","value":"<image>\\nWhat is it?"},{"from":"gpt","value":"A cat,\\n\\"black\\"."}],"model":"Starter"},
{"id":"t","conversations":[{"from":"gpt","value":"A cat,\\n\\"black\\"."}],"model":""}
]
`,
    );
    expect(JSON.parse(await written('sharegpt4v', []))).toEqual([]);
  });
});

describe('[NODE12] JSON Lines', () => {
  it('read back as the records that were written, metadata and all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
        const lines = (await written('jsonl', records)).split('\n');
        expect(lines.pop()).toBe('');
        const back = lines.map((line) => parseDatasetRecord(JSON.parse(line) as Json));
        for (const [index, one] of records.entries()) {
          const {
            conversations,
            metadata: fields,
            ...rest
          } = back[index] as ReturnType<typeof parsed> & {
            metadata: object;
          };
          const { conversations: _, ...wanted } = parsed(one);
          expect(rest).toEqual(wanted);
          expect(fields).toMatchObject(one.metadata);
          const isWhole = one.images.length !== 1 || one.conversations.length > 2;
          if (isWhole) expect(conversations).toEqual(one.conversations);
        }
      }),
    );
  });

  it('have file_name and text first, as image folders do', async () => {
    expect(JSON.parse(await written('jsonl', [CAT]))).toEqual({
      file_name: 'coco/1.jpg',
      question: 'What is it?',
      text: 'A cat,\n"black".',
      id: 'coco/1',
      model: 'Starter',
      split: 'train',
      width: 64,
      height: 48,
      metadata: { alt: 'cat' },
    });
  });
});

describe('[NODE13] CSV', () => {
  it('quotes what has to be quoted', async () => {
    expect(await written('csv', [CAT])).toBe(
      'id,image,question,caption,model,split,width,height\r\n' +
        'coco/1,coco/1.jpg,What is it?,"A cat,\n""black"".",Starter,train,64,48\r\n',
    );
  });

  it('never has a cell that a spreadsheet takes for a formula', async () => {
    const nasty = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'), anyText)
      .map((p) => p.join(''));
    await fc.assert(
      fc.asyncProperty(nasty, async (value) => {
        const text = await written('csv', [
          { ...CAT, id: 'x', model: 'y', conversations: [{ from: 'gpt', value }] },
        ]);
        const [, row = ''] = /\r\n([\s\S]*)\r\n$/.exec(text) ?? [];
        expect(row).toMatch(/^x,coco\/1\.jpg,,"?'/);
      }),
    );
  });
});

describe('text files', () => {
  const entries = async (records: readonly DatasetRecord[], options: object = {}) => {
    const format = FORMATS.sidecars;
    if (format?.kind !== 'files') throw new Error('sidecars');
    const all = await gather(format.entries(records, { withRoot: false, ...options }));
    return all.map(({ path, text }) => [path, text]);
  };

  it('have a caption a line, and one file for the neighbouring captions of an image', async () => {
    const second = { ...CAT, conversations: [{ from: 'gpt' as const, value: 'A pet.' }] };
    expect(await entries([CAT, second, CAT, TEXT_ONLY])).toEqual([['coco/1.jpg', 'A cat, "black".\nA pet.']]);
  });

  it.each([
    ['ohwx', 'A cat.', 'ohwx, A cat.'],
    ['ohwx', 'ohwx, a cat.', 'ohwx, a cat.'],
    ['ohwx', 'ohwx cat', 'ohwx cat'],
    ['ohwx', 'ohwxy', 'ohwx, ohwxy'],
    ['ohwx', '', 'ohwx'],
    ['', 'A cat.', 'A cat.'],
  ])('begin with the trigger word %j once: %j', async (trigger, value, text) => {
    const one = { ...CAT, conversations: [{ from: 'gpt' as const, value }] };
    expect(await entries([one], { trigger })).toEqual([['coco/1.jpg', text]]);
  });
});

describe('paths of several roots', () => {
  const other: DatasetRecord = {
    ...CAT,
    images: CAT.images.map((one) => ({ ...one, root: '/media/My scenes/' })),
  };

  it('are told apart by the name of the root', async () => {
    expect(await hasSeveralRoots([CAT, TEXT_ONLY, CAT])).toBe(false);
    expect(await hasSeveralRoots([CAT, other])).toBe(true);
    const json = JSON.parse(await written('sharegpt4v', [CAT, other], true)) as { image: string }[];
    expect(json.map(({ image: path }) => path)).toEqual(['photos/coco/1.jpg', 'My scenes/coco/1.jpg']);
  });
});
