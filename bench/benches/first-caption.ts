import { join } from 'node:path';
import { flowOf } from '../../core/testing-flow.ts';
import { createFileAccess } from '../../engine/files/file-access.ts';
import { createImageService } from '../../engine/images/create-image-service.ts';
import { createProject } from '../../engine/store/open-project.ts';
import type { ProjectStore } from '../../engine/store/project-store.ts';
import { type BenchCall, defineBench } from '../define-bench.ts';
import { scriptedCaptioner } from '../flow/scripted-captioner.ts';
import { SyntheticProject } from '../flow/synthetic-project.ts';
import { syntheticImage } from '../flow/synthetic-records.ts';
import { fileStat, makePictureFolder, picturePath } from '../pictures/picture-folder.ts';

/** What one caption takes; it is taken away from what was measured. */
const CAPTION_MS = 100;
const DISTINCT = 2000;

interface Size {
  readonly images: number;
  readonly perFolder: number;
}

/** From Run to the first caption on disk, with real files, folders, threads and SQLite; the captioner alone is scripted [RUN2]. */
export const bench = defineBench({
  name: 'first-caption',
  title: 'From Run to the first caption stored, on 100,000 images',
  sizes: { full: { images: 100_000, perFolder: 100_000 }, quick: { images: 300, perFolder: 300 } },
  async prepare({ size, shared }: BenchCall<Size>) {
    const { images, perFolder } = size;
    makePictureFolder(pictures(shared), { count: images, distinct: Math.min(DISTINCT, images), perFolder });
  },
  parts: {
    nothingKnown: ({ folder, shared }) => untilFirstCaption(join(folder, 'new.ekp'), pictures(shared)),
    allKnown({ size, folder, shared }) {
      const path = join(folder, 'known.ekp');
      return rememberFiles(path, pictures(shared), size).then(() =>
        untilFirstCaption(path, pictures(shared)),
      );
    },
  },
  figures: [
    {
      name: 'first-run',
      title:
        'Run to the first caption stored, 100k images in one folder, nothing known (the caption’s own 0.1 s taken away)',
      against: '–',
      unit: 's',
      better: 'lower',
      target: 2,
      of: ({ nothingKnown }) => nothingKnown.seconds,
    },
    {
      name: 'second-run',
      title: 'the same, all files known from before',
      against: '–',
      unit: 's',
      better: 'lower',
      target: 2,
      of: ({ allKnown }) => allKnown.seconds,
    },
  ],
});

const pictures = (shared: string) => join(shared, 'pictures');

/*  folder ──▶ prompt ──▶ captioner (0.1 s) ──▶ dataset  */
function captioningFlow(folder: string) {
  return flowOf(
    {
      source: ['sources.folder', { folder }],
      prompt: ['prompts.text'],
      captioner: ['captioners.local', { model: 'scripted' }],
      dataset: ['datasets.dataset'],
    },
    'source.images>prompt.image',
    'prompt.prompted>captioner.image',
    'captioner.caption>dataset.captions',
  );
}

async function untilFirstCaption(path: string, folder: string) {
  const project = new SyntheticProject(path, captioningFlow(folder));
  const { store } = project;
  const images = createImageService({ store: store.images, cachePath: `${path}.thumbs` });
  const first = Promise.withResolvers<number>();
  const watched: ProjectStore = {
    ...store,
    addCaption(caption) {
      const id = store.addCaption(caption);
      void store.committed().then(() => first.resolve(performance.now()));
      return id;
    },
  };
  const started = performance.now();
  const run = project.start({
    store: watched,
    images,
    files: createFileAccess({ base: folder, ownExports: store.exports }),
    captioners: scriptedCaptioner(CAPTION_MS, 2),
  });
  const at = await first.promise;
  await run.stop();
  await images.close();
  await store.close();
  return { seconds: (at - started - CAPTION_MS) / 1000 };
}

/** What a run to the source would have left: every file with its stat, and an image. Its pictures are not those of the files, which nobody reads. */
async function rememberFiles(path: string, folder: string, { images, perFolder }: Size): Promise<void> {
  const store = createProject(path, { name: 'Bench', flow: captioningFlow(folder) });
  for (let from = 0; from < images; from += 1000) {
    const some = Array.from({ length: Math.min(1000, images - from) }, (_, index) => from + index);
    store.images.save(
      some.map((index) => {
        const file = { root: folder, path: picturePath(index, perFolder) };
        const image = syntheticImage(index % DISTINCT);
        return { file, stat: fileStat(join(folder, file.path)), result: { kind: 'image', image, exif: {} } };
      }),
    );
  }
  await store.close();
}
