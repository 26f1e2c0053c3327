import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileEntry } from '../../core/node-context.ts';
import type { FileStat, GalleryQuery, Identified } from './images-table.ts';
import { openProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';
import { captionNamed, hashNamed, sampleNamed } from './temporary-content.ts';
import { codeOf, temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const stat: FileStat = {
  bytes: 1234,
  mtimeMs: 1_700_000_000_000.123,
  ctimeMs: 5.5,
  inode: '18446744073709551615',
};
const file = (path: string, root = '/data/pictures'): FileEntry => ({ root, path });
const image = (name: string): Identified => ({
  kind: 'image',
  image: sampleNamed(name).facets.image,
  exif: {},
});
const save = (store: ProjectStore, path: string, result: Identified, at = stat) =>
  store.images.save([{ file: file(path), stat: at, result }]);

describe('images', () => {
  it('[STORE15] a file is known by place, size, times and inode, also after closing', async () => {
    const store = temporaryProject();
    const animated: Identified = {
      ...image('a'),
      kind: 'image',
      exif: { Make: 'Camera', Nested: [1, 'é'] },
      notice: 'Animated.',
    } as Identified;
    const problem: Identified = {
      kind: 'problem',
      error: { code: 'IMAGE_EMPTY', message: 'It is empty.', attempts: 1 },
    };
    save(store, 'a.gif', animated);
    save(store, 'b.png', problem);
    await store.close();

    const again = openProject(store.path);
    const ask = (path: string, change: Partial<FileStat> = {}, root?: string) => ({
      file: file(path, root),
      stat: { ...stat, ...change },
    });
    expect(
      again.images.known([
        ask('b.png'),
        ask('a.gif'),
        ask('a.gif', { bytes: 1235 }),
        ask('a.gif', { mtimeMs: stat.mtimeMs + 0.25 }),
        ask('a.gif', { ctimeMs: 6 }),
        ask('a.gif', { inode: '18446744073709551614' }),
        ask('c.png'),
        ask('a.gif', {}, '/data/elsewhere'),
      ]),
    ).toEqual([problem, animated, ...Array.from({ length: 6 }, () => undefined)]);
    await again.close();
  });

  it('[STORE15] roots get the names of their folders, each its own', () => {
    const { images } = temporaryProject();
    expect(['/a/pictures', '/b/pictures', '/', '/a/pictures'].map(images.rootName)).toEqual([
      'pictures',
      'pictures-2',
      'root',
      'pictures',
    ]);
    images.moveRoot('pictures-2', '/c/moved');
    expect(images.rootName('/c/moved')).toBe('pictures-2');
    expect(codeOf(() => images.moveRoot('pictures-2', '/a/pictures'))).toBe('USAGE');
    expect(codeOf(() => images.moveRoot('none', '/x'))).toBe('NOT_FOUND');
  });

  it('[STORE15] one image may lie in several places, and a changed file remembers what it was', () => {
    const store = temporaryProject();
    save(store, 'z.png', image('a'));
    save(store, 'copies/a.png', image('a'));
    expect(store.images.count()).toBe(1);
    expect(
      store.images.locations(hashNamed('a')).map(({ root, path, stat: at }) => [root, path, at]),
    ).toEqual([
      ['pictures', 'copies/a.png', stat],
      ['pictures', 'z.png', stat],
    ]);
    expect(store.images.formerImage(file('z.png'))).toBeUndefined();

    save(store, 'z.png', image('b'), { ...stat, mtimeMs: 9 });
    save(store, 'z.png', image('b'), { ...stat, mtimeMs: 10 });
    expect(store.images.formerImage(file('z.png'))).toBe(hashNamed('a'));
    expect(store.images.locations(hashNamed('a')).length).toBe(1);
  });

  it('[STORE15] facts are kept with the image', () => {
    const store = temporaryProject();
    expect([store.images.facet(hashNamed('a')), store.images.exif(hashNamed('a'))]).toEqual([undefined, {}]);
    save(store, 'a.png', { ...image('a'), exif: { Model: 'X' } } as Identified);
    expect(store.images.perceptualHash(hashNamed('a'))).toBeUndefined();
    store.images.savePerceptualHash(hashNamed('a'), 'f00ff00ff00ff00f');
    expect([
      store.images.facet(hashNamed('a')),
      store.images.exif(hashNamed('a')),
      store.images.perceptualHash(hashNamed('a')),
    ]).toEqual([sampleNamed('a').facets.image, { Model: 'X' }, 'f00ff00ff00ff00f']);
  });
});

describe('the gallery', () => {
  const query = (change: Partial<GalleryQuery>): GalleryQuery => ({
    offset: 0,
    limit: 10,
    text: '',
    filter: 'all',
    ...change,
  });

  function gallery() {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    for (const name of ['zebra', 'ant', 'mole', 'owl']) save(store, `animals/${name}.png`, image(name));
    const ant = store.addCaption(captionNamed('ant', run));
    store.addCaption(captionNamed('mole', run));
    store.addCaption(captionNamed('mole', run, 'second'));
    store.captions.edit(ant, 'An insect, 100% small_ish.');
    const paths = async (change: Partial<GalleryQuery>) =>
      (await store.images.page(query(change))).tiles.map(({ path }) => path);
    return { store, paths };
  }

  it('[STORE15] shows images in the order in which they were found, with the heads of their captions', async () => {
    const { store } = gallery();
    const page = await store.images.page(query({ offset: 1, limit: 2 }));
    expect([page.total, page.captions]).toEqual([4, 3]);
    expect(page.tiles.map(({ path, captions }) => [path, captions.map(({ text }) => text)])).toEqual([
      ['animals/ant.png', ['An insect, 100% small_ish.']],
      ['animals/mole.png', ['A caption of mole.', 'A caption of mole.']],
    ]);
  });

  it.each([
    ['captioned', ['animals/ant.png', 'animals/mole.png']],
    ['uncaptioned', ['animals/zebra.png', 'animals/owl.png']],
    ['edited', ['animals/ant.png']],
  ] as const)('[STORE15] filters by %s', async (filter, expected) => {
    expect(await gallery().paths({ filter })).toEqual(expected);
  });

  it.each([
    ['INSECT', ['animals/ant.png']],
    ['A caption of ant', []],
    ['mole.', ['animals/mole.png']],
    ['100% s', ['animals/ant.png']],
    ['%', ['animals/ant.png']],
    ['_', ['animals/ant.png']],
    ['\\', []],
    ['animals/', ['animals/zebra.png', 'animals/ant.png', 'animals/mole.png', 'animals/owl.png']],
    ["'; drop table images; --", []],
  ])('[STORE15] finds %j in heads and paths', async (text, expected) => {
    expect(await gallery().paths({ text })).toEqual(expected);
  });

  it('[STORE15] counts what it found', async () => {
    const { store } = gallery();
    const { total, captions } = await store.images.page(query({ text: 'mole', limit: 1 }));
    expect([total, captions]).toEqual([1, 2]);
  });

  it('[STORE15] finds every part of every path, whatever its signs', async () => {
    const store = temporaryProject();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
        fc.nat(),
        async (path, at) => {
          fc.pre(!path.includes('\0'));
          save(store, path, image(path));
          const part = [...path].slice(at % [...path].length).join('');
          const found = await store.images.page(query({ text: part, limit: 200 }));
          return found.tiles.some(({ hash }) => hash === hashNamed(path));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[STORE15] finds what has come, and what was edited, since it was asked the last time', async () => {
    const { store, paths } = gallery();
    expect(await paths({ text: 'caption of' })).toEqual(['animals/mole.png']);
    const run = store.beginRun({}).id;
    const owl = store.addCaption(captionNamed('owl', run));
    save(store, 'plants/caption of a fern.png', image('fern'));
    expect(await paths({ text: 'caption of' })).toEqual([
      'animals/mole.png',
      'animals/owl.png',
      'plants/caption of a fern.png',
    ]);
    expect(await paths({ filter: 'uncaptioned' })).toEqual([
      'animals/zebra.png',
      'plants/caption of a fern.png',
    ]);
    store.captions.edit(owl, 'A bird.');
    expect(await paths({ text: 'caption of' })).toEqual(['animals/mole.png', 'plants/caption of a fern.png']);
    expect(await paths({ text: 'caption of', filter: 'captioned' })).toEqual(['animals/mole.png']);
    expect(await paths({ filter: 'edited' })).toEqual(['animals/ant.png', 'animals/owl.png']);
    store.captions.restore(owl);
    expect(await paths({ text: 'caption of', filter: 'captioned' })).toEqual([
      'animals/mole.png',
      'animals/owl.png',
    ]);
    expect(await paths({ filter: 'edited' })).toEqual(['animals/ant.png']);
    expect(await paths({ filter: 'captioned', offset: 1, limit: 1 })).toEqual(['animals/mole.png']);
    expect(store.images.walk(3, 5).map(({ path }) => path)).toEqual([
      'animals/owl.png',
      'plants/caption of a fern.png',
    ]);
  });
});
