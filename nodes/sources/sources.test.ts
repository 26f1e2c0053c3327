import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { filesOf, listSource } from '../node-double.ts';
import { datasetFile } from './dataset-file.ts';
import { captionsOf, parseDatasetRecord, withoutImageMark } from './dataset-record.ts';
import { fileList, parseLine } from './file-list.ts';
import { folder } from './folder.ts';

describe('folder', () => {
  const files = filesOf({
    '/p/a.jpg': '',
    '/p/a.txt': ' A cat. \n',
    '/p/b/Ü 😀.PNG': '',
    '/p/b/c.webp': '',
    '/p/b/c.txt': '  ',
    '/p/notes.md': '',
    '/q/readme.txt': '',
  });

  it('takes images and the captions beside them', async () => {
    expect(await listSource(folder, { folder: '/p' }, files)).toEqual([
      {
        key: 'a.jpg',
        file: { root: '/p', path: 'a.jpg' },
        existing: [{ text: 'A cat.', origin: 'sidecar' }],
      },
      { key: 'b/c.webp', file: { root: '/p', path: 'b/c.webp' } },
      { key: 'b/Ü 😀.PNG', file: { root: '/p', path: 'b/Ü 😀.PNG' } },
    ]);
  });

  it('leaves captions out where that is asked', async () => {
    const [first] = await listSource(folder, { folder: '/p', sidecar: 'off' }, files);
    expect(first).not.toHaveProperty('existing');
  });

  it.each([
    ['/q', {}, '"/q" has no images among its files (1).', 'Choose another folder.'],
    ['/none', {}, '"/none" has no files.', 'Choose another folder.'],
    [
      '/q',
      { include: ['*.png'] },
      '"/q" has no images among its files (1).',
      'Choose another folder, or change the patterns.',
    ],
  ])('says so where %s has no image', async (path, params, message, remedy) => {
    await expect(listSource(folder, { folder: path, ...params }, files)).rejects.toMatchObject({
      code: 'FOLDER_EMPTY',
      message,
      details: { remedy },
    });
  });

  it('[NODE3] passes on what could not be read, as entries of its own', async () => {
    const problem = { code: 'FILE_UNREADABLE', message: 'No permission.', attempts: 1 } as const;
    const barred = {
      ...files,
      async *walk() {
        yield { path: 'secret', problem };
      },
    };
    expect(await listSource(folder, { folder: '/p' }, barred)).toEqual([{ key: 'secret', problem }]);
  });
});

describe('file list', () => {
  const list = [
    '\uFEFF# my list',
    'a.jpg\tA cat.\r',
    '',
    './sub/b.png',
    '/data/c.jpg',
    'a.jpg',
    '../up.jpg',
    'https://x.org/a.jpg',
  ];

  it('takes paths, captions and repetitions, and names what it cannot take', async () => {
    const found = await listSource(
      fileList,
      { path: '/lists/my.txt' },
      filesOf({ '/lists/my.txt': list.join('\n') }),
    );
    expect(found).toEqual([
      {
        key: 'a.jpg',
        file: { root: '/lists', path: 'a.jpg' },
        existing: [{ text: 'A cat.', origin: 'list' }],
      },
      { key: './sub/b.png', file: { root: '/lists', path: 'sub/b.png' } },
      { key: '/data/c.jpg', file: { root: '/', path: 'data/c.jpg' } },
      { key: 'a.jpg#2', file: { root: '/lists', path: 'a.jpg' } },
      { key: '../up.jpg', problem: expect.objectContaining({ code: 'PATH_OUTSIDE_ROOT' }) },
      { key: 'https://x.org/a.jpg', problem: expect.objectContaining({ code: 'FORMAT_INVALID' }) },
    ]);
  });

  it('starts relative paths in another folder, where one is given', async () => {
    const files = filesOf({ '/lists/my.txt': 'a.jpg' });
    const [first] = await listSource(fileList, { path: '/lists/my.txt', images: '/pictures' }, files);
    expect(first).toMatchObject({ file: { root: '/pictures', path: 'a.jpg' } });
  });

  it('[NODE3] gives a record, a problem or nothing for any line, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        const record = parseLine(line, '/lists');
        if (record && 'file' in record) expect(record.file.path.split('/')).not.toContain('..');
        else if (record) expect(record.problem.message).toMatch(/\.$/);
        else expect(line.replace(/^\uFEFF/, '')).toMatch(/^(\s*$|#)/);
      }),
    );
  });
});

describe('dataset record', () => {
  const turns = (question: string) => [
    { from: 'human', value: question },
    { from: 'gpt', value: 'A cat.' },
  ];

  it.each([['What?\n<image>'], ['<image>\nWhat?'], ['<image> What?'], ['What? <image>']])(
    'finds the question in %j',
    (question) => {
      const record = parseDatasetRecord({ id: '1', image: 'a.jpg', conversations: turns(question) });
      expect('fault' in record ? record : captionsOf(record)).toEqual([
        { text: 'A cat.', origin: 'dataset', question: 'What?' },
      ]);
    },
  );

  it('takes the first reply of a longer conversation, with the question that it answers', () => {
    const record = parseDatasetRecord({
      id: 7,
      image: 'a.jpg',
      model: 'gpt4v',
      conversations: [{ from: 'system', value: 's' }, ...turns('One?'), ...turns('Two?')],
    });
    expect('fault' in record ? record : [record.id, captionsOf(record)]).toEqual([
      '7',
      [{ text: 'A cat.', origin: 'dataset', question: 'One?', model: 'gpt4v' }],
    ]);
  });

  it('keeps its plain fields as metadata, with the label under one name', () => {
    const record = parseDatasetRecord({
      id: '1',
      image: 'a',
      conversations: [],
      blip_caption: 'cat',
      n: 2,
      deep: { a: 1 },
    });
    expect(record).toMatchObject({ metadata: { id: '1', blip_caption: 'cat', n: 2, alt: 'cat' } });
    expect(record).not.toHaveProperty('metadata.deep');
  });

  it.each<[Json, string]>([
    [7, 'The record is not an object.'],
    [{ image: 7 }, 'The field "image" is neither a path nor a list of paths.'],
    [{ image: 'a', conversations: 'x' }, 'The field "conversations" is not a list.'],
    [
      {
        image: 'a',
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'bird', value: 'x' },
        ],
      },
      'Turn 2 has no speaker or no text.',
    ],
    [{ image: 'a', conversations: [{ from: 'gpt', value: 7 }] }, 'Turn 1 has no speaker or no text.'],
    [
      { image: 'a', conversations: [{ from: 'constructor', value: 'x' }] },
      'Turn 1 has no speaker or no text.',
    ],
  ])('%j: %s', (json, fault) => {
    expect(parseDatasetRecord(json)).toEqual({ fault });
  });

  it('[NODE3] is read or refused whatever it is, and never throws', () => {
    const like = fc.record({
      id: fc.jsonValue(),
      image: fc.jsonValue(),
      conversations: fc.jsonValue(),
      text: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), like), (json) => {
        const record = parseDatasetRecord(json as Json);
        if ('fault' in record) expect(record.fault).toMatch(/\.$/);
        else expect(captionsOf(record).every(({ text }) => text.trim() !== '')).toBe(true);
      }),
    );
  });

  it('does not let a field called __proto__ become one', () => {
    const record = parseDatasetRecord(
      JSON.parse('{"image":"a","__proto__":"x","metadata":{"__proto__":{"y":1}}}') as Json,
    );
    expect('fault' in record ? record : Object.getPrototypeOf(record.metadata)).toBe(Object.prototype);
  });

  it('loses the mark of the picture and nothing else', () => {
    expect(withoutImageMark(' <image>\nOne <b>image</b>?\nTwo ')).toBe('One <b>image</b>?\nTwo');
  });
});

describe('dataset file', () => {
  const json = JSON.stringify([
    {
      id: '9',
      image: 'coco/9.jpg',
      conversations: [
        { from: 'human', value: 'Q?\n<image>' },
        { from: 'gpt', value: 'A.' },
      ],
    },
    { id: '9', image: 'coco/9.jpg', conversations: [] },
    { id: 't', conversations: [{ from: 'human', value: 'Q' }], model: '' },
    { id: 'evil', image: '../../etc/passwd', conversations: [] },
    { id: 'abs', image: '/etc/passwd', conversations: [] },
    { id: 'two', image: ['a.jpg', 'b.jpg'], conversations: [] },
    { file_name: 'x.png', text: 'From a folder.' },
    'nonsense',
  ]);

  it('[NODE3] takes records with an image, and names every other one', async () => {
    const found = await listSource(datasetFile, { path: '/sets/s.json' }, filesOf({ '/sets/s.json': json }));
    expect(
      found.map((entry) =>
        'problem' in entry ? [entry.key, entry.problem.code, entry.problem.message] : entry,
      ),
    ).toEqual([
      {
        key: '9',
        file: { root: '/sets', path: 'coco/9.jpg' },
        existing: [{ text: 'A.', origin: 'dataset', question: 'Q?' }],
        metadata: { id: '9' },
      },
      { key: '9#2', file: { root: '/sets', path: 'coco/9.jpg' }, existing: [], metadata: { id: '9' } },
      ['t', 'FORMAT_INVALID', 'Record 3 is left out. It has text only, and a sample needs an image.'],
      ['evil', 'PATH_OUTSIDE_ROOT', '"../../etc/passwd" leads out of the image folder.'],
      ['abs', 'PATH_OUTSIDE_ROOT', '"/etc/passwd" leads out of the image folder.'],
      ['two', 'FORMAT_INVALID', 'Record 6 is left out. It has 2 images, and a sample has one.'],
      {
        key: 'x.png',
        file: { root: '/sets', path: 'x.png' },
        existing: [{ text: 'From a folder.', origin: 'dataset' }],
        metadata: {},
      },
      ['record 8', 'FORMAT_INVALID', 'Record 8 is left out. The record is not an object.'],
    ]);
  });

  it('starts paths in another folder, where one is given', async () => {
    const files = filesOf({ '/s.json': '[{"image":"a.jpg"}]' });
    expect(await listSource(datasetFile, { path: '/s.json', images: '/pictures' }, files)).toMatchObject([
      { file: { root: '/pictures', path: 'a.jpg' } },
    ]);
  });
});
