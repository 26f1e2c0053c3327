import { lstat } from 'node:fs/promises';
import type { ImageDetails } from '../../core/contract/image.ts';
import { UserError } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { EngineSession } from '../session/engine-session.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { api } from './implementer.ts';

export function imageHandlers(engine: EngineSession) {
  const writable = () => {
    const project = engine.requireProject();
    project.requireWritable();
    return project;
  };
  return api.image.router({
    list: api.image.list.handler(({ input }) => engine.requireProject().store.images.page(input)),
    get: api.image.get.handler(({ input }) => detailsOf(engine.requireProject().store, input.hash)),
    editCaption: api.image.editCaption.handler(({ input }) => {
      const project = writable();
      const head = project.store.captions.edit(input.id, input.text);
      project.changed();
      return head;
    }),
    restoreCaption: api.image.restoreCaption.handler(({ input }) => {
      const project = writable();
      const head = project.store.captions.restore(input.id);
      project.changed();
      return head;
    }),
    captionAgain: api.image.captionAgain.handler(({ input }) => ({
      marked: writable().store.captions.captionAgain(input.ids),
    })),
  });
}

async function detailsOf(store: ProjectStore, hash: ImageHash): Promise<ImageDetails> {
  const facet = store.images.facet(hash);
  if (!facet)
    throw new UserError('NOT_FOUND', 'This project does not know that image.', {
      remedy: 'Run the flow to find the images of its folders.',
    });
  const { width, height, format, bytes, frames } = facet;
  const locations = await Promise.all(
    store.images.locations(hash).map(async ({ root, folder, path }) => ({
      root,
      path,
      found: await isFile(`${folder}/${path}`),
    })),
  );
  return {
    hash,
    width,
    height,
    format,
    bytes,
    frames,
    locations,
    exif: store.images.exif(hash),
    captions: store.captions.provenance(hash),
  };
}

/** A look at the name only; reading it is the image service's, which checks where it leads. */
function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stat) => stat.isFile() || stat.isSymbolicLink(),
    () => false,
  );
}
