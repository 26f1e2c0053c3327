import { join } from 'node:path';
import { createProject, openProject } from '../../engine/store/open-project.ts';
import type { ProjectStore } from '../../engine/store/project-store.ts';
import type { ResultKey } from '../../engine/store/run-store.ts';
import { defineBench, type Figure } from '../define-bench.ts';
import { syntheticCaption, syntheticImage, syntheticPath } from '../flow/synthetic-records.ts';

/** Longest that a query may hold up everything else, milliseconds. */
const LONGEST_MS = 100;
const PAGE = { limit: 60, text: '', filter: 'all' } as const;

type Query = (store: ProjectStore, images: number) => unknown;

/** What the light table and the top bar ask for. */
const QUERIES: Readonly<Record<string, readonly [title: string, query: Query]>> = {
  'first-page': ['the first page of the gallery', (store) => store.images.page({ ...PAGE, offset: 0 })],
  'middle-page': [
    'a page in the middle',
    (store, images) => store.images.page({ ...PAGE, offset: Math.floor(images / 2) }),
  ],
  'last-page': [
    'the last page',
    (store, images) => store.images.page({ ...PAGE, offset: Math.max(0, images - 60) }),
  ],
  captioned: [
    'the first page of what has a caption',
    (store) => store.images.page({ ...PAGE, offset: 0, filter: 'captioned' }),
  ],
  uncaptioned: [
    'the first page of what has none',
    (store) => store.images.page({ ...PAGE, offset: 0, filter: 'uncaptioned' }),
  ],
  edited: [
    'the first page of what was edited',
    (store) => store.images.page({ ...PAGE, offset: 0, filter: 'edited' }),
  ],
  'search-common': [
    'a search for a word that half of the captions have',
    (store) => store.images.page({ ...PAGE, offset: 0, text: 'bakery' }),
  ],
  'search-rare': [
    'a search for what one caption has',
    (store, images) => store.images.page({ ...PAGE, offset: 0, text: `scene ${images - 2}.` }),
  ],
  'search-none': [
    'a search for what no caption has',
    (store) => store.images.page({ ...PAGE, offset: 0, text: 'zeppelin' }),
  ],
  counts: [
    'the counts of the top bar, asked for once a second during a run',
    (store) => [store.images.count(), store.captions.count()],
  ],
};

/** How long the engine's thread is held up by what a window asks for, on a large project. */
export const bench = defineBench({
  name: 'gallery',
  title: 'Queries of the gallery on 1,200,000 images',
  sizes: { full: { images: 1_200_000 }, quick: { images: 500 } },
  rounds: 3,
  async prepare({ size, shared }) {
    const store = createProject(project(shared), { name: 'Bench' });
    const run = store.beginRun({}).id;
    for (let from = 0; from < size.images; from += 1000) {
      const some = Array.from({ length: Math.min(1000, size.images - from) }, (_, index) => from + index);
      addImages(store, some, run);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await store.close();
  },
  parts: {
    async ours({ size, shared }) {
      const store = openProject(project(shared), { readOnly: true });
      const times: Record<string, number> = {};
      for (const [name, [, query]] of Object.entries(QUERIES)) {
        const started = performance.now();
        query(store, size.images);
        times[name] = performance.now() - started;
      }
      await store.close();
      return times;
    },
  },
  figures: Object.entries(QUERIES).map(
    ([name, [title]]): Figure<{ ours: Record<string, number> }> => ({
      name,
      title: `${title}, 1.2M images`,
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: LONGEST_MS,
      of: ({ ours }) => ours[name] ?? Number.NaN,
    }),
  ),
});

const project = (shared: string) => join(shared, 'gallery.ekp');

/** Images with their files and, but for every twentieth, a caption. */
function addImages(
  store: ProjectStore,
  indices: readonly number[],
  run: ReturnType<ProjectStore['beginRun']>['id'],
): void {
  store.images.save(
    indices.map((index) => ({
      file: { root: '/synthetic', path: syntheticPath(index) },
      stat: { bytes: 1000, mtimeMs: index, ctimeMs: index, inode: String(index) },
      result: { kind: 'image', image: syntheticImage(index), exif: {} },
    })),
  );
  for (const index of indices.filter((one) => one % 20 !== 0)) {
    const image = syntheticImage(index);
    const id = image.hash.slice(0, 32);
    store.addCaption({
      caption: { text: syntheticCaption(index), model: 'Model', origin: 'existing', finishReason: 'stop' },
      sample: {
        id: id as Parameters<ProjectStore['addCaption']>[0]['sample']['id'],
        root: id as Parameters<ProjectStore['addCaption']>[0]['sample']['id'],
        ordinal: index,
        facets: {
          image,
          location: { root: 'synthetic', path: syntheticPath(index), folder: '', name: '' },
          existing: [],
          evidence: {},
          metadata: {},
        },
      },
      prompt: undefined,
      node: 'replay',
      run,
      identity: '"Model"',
      key: id as ResultKey,
    });
  }
}
