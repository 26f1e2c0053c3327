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

/** What the light table and the top bar ask for. Searches look at every caption the first time: they may take a while, and hold nothing up. */
const QUERIES: Readonly<Record<string, readonly [title: string, target: number | undefined, query: Query]>> =
  {
    counts: [
      'the counts of the top bar, asked for every second of a run',
      LONGEST_MS,
      (store) => [store.images.count(), store.captions.count()],
    ],
    'first-page': ['the first page', LONGEST_MS, (store) => store.images.page({ ...PAGE, offset: 0 })],
    'last-page': [
      'the last page',
      LONGEST_MS,
      (store, images) => store.images.page({ ...PAGE, offset: Math.max(0, images - 60) }),
    ],
    captioned: [
      'what has a caption, for the first time',
      undefined,
      (store) => store.images.page({ ...PAGE, offset: 0, filter: 'captioned' }),
    ],
    uncaptioned: [
      'what has none, in the middle of it',
      LONGEST_MS,
      (store, images) =>
        store.images.page({ ...PAGE, offset: Math.floor(images / 40), filter: 'uncaptioned' }),
    ],
    edited: [
      'what was edited',
      LONGEST_MS,
      (store) => store.images.page({ ...PAGE, offset: 0, filter: 'edited' }),
    ],
    search: [
      'a search for what one caption has',
      undefined,
      (store, images) => store.images.page({ ...PAGE, offset: 0, text: `scene ${images - 2}.` }),
    ],
    'search-common': [
      'a search for a word that most captions have',
      undefined,
      (store) => store.images.page({ ...PAGE, offset: 0, text: 'bakery' }),
    ],
    'search-further': [
      'a further page of that search',
      LONGEST_MS,
      (store, images) => store.images.page({ ...PAGE, offset: Math.floor(images / 4), text: 'bakery' }),
    ],
  };

/** How long a window waits for what it asks, and how long everything else is held up, on a large project. */
export const bench = defineBench({
  name: 'gallery',
  title: 'Queries of the gallery on 1,200,000 images',
  sizes: { full: { images: 1_200_000 }, quick: { images: 500 } },
  // Making the project takes a minute; the rounds take seconds.
  rounds: 3,
  onlyNamed: true,
  async prepare({ size, shared }) {
    const store = createProject(project(shared), { name: 'Bench' });
    const run = store.beginRun({}).id;
    for (let from = 0; from < size.images; from += 1000) {
      const some = Array.from({ length: Math.min(1000, size.images - from) }, (_, index) => from + index);
      addImages(store, some, run);
      await nextTurn();
    }
    await store.close();
  },
  parts: {
    async ours({ size, shared }) {
      const store = openProject(project(shared), { readOnly: true });
      const times: Record<string, number> = { heldUp: 0 };
      for (const [name, [, , query]] of Object.entries(QUERIES)) {
        const { took, heldUp } = await observed(() => query(store, size.images));
        times[name] = took;
        times.heldUp = Math.max(times.heldUp ?? 0, heldUp);
      }
      await store.close();
      return times;
    },
  },
  figures: [
    {
      name: 'held-up',
      title: 'longest that any query of the gallery holds up the engine, 1.2M images',
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: LONGEST_MS,
      of: ({ ours }) => ours.heldUp ?? Number.NaN,
    },
    ...Object.entries(QUERIES).map(
      ([name, [title, target]]): Figure<{ ours: Record<string, number> }> => ({
        name,
        title: `${title}, 1.2M images`,
        against: '–',
        unit: 'ms',
        better: 'lower',
        ...(target !== undefined && { target }),
        of: ({ ours }) => ours[name] ?? Number.NaN,
      }),
    ),
  ],
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Milliseconds until the answer is there, and the longest in which nothing else had a turn. */
async function observed(work: () => unknown): Promise<{ took: number; heldUp: number }> {
  let heldUp = 0;
  let isDone = false;
  let last = performance.now();
  const watching = (async () => {
    while (!isDone) {
      await nextTurn();
      heldUp = Math.max(heldUp, performance.now() - last);
      last = performance.now();
    }
  })();
  const started = performance.now();
  await work();
  const took = performance.now() - started;
  isDone = true;
  await watching;
  return { took, heldUp };
}

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
