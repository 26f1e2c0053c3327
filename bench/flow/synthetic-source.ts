import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { ImageLookup, ImageService } from '../../engine/images/image-service.ts';
import type { FileStat } from '../../engine/store/images-table.ts';
import type { ProjectStore } from '../../engine/store/project-store.ts';
import { scramble, syntheticCaption, syntheticImage, syntheticPath } from './synthetic-records.ts';

/** The folder that the records claim to lie in; it is never looked at. */
const ROOT = '/synthetic';

/** Lists records that have no files, each with a caption to be replayed. */
export const syntheticSource = defineNode.source({
  type: 'sources.synthetic',
  version: 1,
  title: 'Synthetic records',
  summary: 'Lists records that have no files.',
  icon: 'flask',
  inputs: {},
  outputs: { images: { type: 'image' } },
  params: z.object({
    count: z.int().min(1).default(1),
    /** Every so manieth record has a caption that others have too; 0: none has. */
    sharedEvery: z.int().min(0).default(0),
  }),
  async *run({ count, sharedEvery }, { signal }) {
    for (let index = 0; index < count; index += 1) {
      signal.throwIfAborted();
      const isShared = sharedEvery > 0 && index % sharedEvery === 0;
      const text = isShared
        ? `A caption that stands on many pictures, number ${scramble(index) % 1000}, and says nothing.`
        : syntheticCaption(index);
      const question = 'Describe this image in detail.';
      const existing = [{ text, question, origin: 'dataset', model: 'Share-Captioner' }];
      yield { key: syntheticPath(index), file: { root: ROOT, path: syntheticPath(index) }, existing };
    }
  },
});

/**
 * Stands in for the image service: what a file says about itself comes from its name, and everything else happens as in the app:
 * known files are looked up in the store, and new ones are written to it.
 */
export function syntheticImages(store: ProjectStore): ImageService {
  return {
    ...({} as ImageService),
    async identify(files) {
      const looked = files.map((file) => ({ file, stat: statOf(file) }));
      const known = store.images.known(looked);
      const found: Parameters<ProjectStore['images']['save']>[0][number][] = [];
      const lookups = looked.map(({ file, stat }, index): ImageLookup => {
        const before = known[index];
        const image = before?.kind === 'image' ? before.image : syntheticImage(indexOf(file));
        if (before === undefined) found.push({ file, stat, result: { kind: 'image', image, exif: {} } });
        return {
          kind: 'image',
          image,
          root: store.images.rootName(ROOT),
          exif: {},
          known: before !== undefined,
        };
      });
      if (found.length > 0) store.images.save(found);
      return lookups;
    },
    /** Kept in the store as the app does; one picture in sixteen is like many others. */
    async perceptualHash(image) {
      const known = store.images.perceptualHash(image);
      if (known !== undefined) return known;
      const digits = image.endsWith('0') ? `00ff00ff00ff${image.slice(0, 4)}` : image.slice(0, 16);
      store.images.savePerceptualHash(image, digits);
      return digits;
    },
    close: () => Promise.resolve(),
  };
}

function indexOf({ path }: FileEntry): number {
  return Number(path.slice(path.lastIndexOf('/') + 1, -'.jpg'.length));
}

function statOf(file: FileEntry): FileStat {
  const index = indexOf(file);
  const at = 1_700_000_000_000 + index;
  return { bytes: 60_000 + index, mtimeMs: at, ctimeMs: at, inode: String(10_000_000 + index) };
}
