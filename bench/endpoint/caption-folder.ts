import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flowOf } from '../../core/testing-flow.ts';
import { createCaptionerService } from '../../engine/captioners/create-captioner-service.ts';
import { createFileAccess } from '../../engine/files/file-access.ts';
import { createImageService } from '../../engine/images/create-image-service.ts';
import { createMemoryKeychain } from '../../engine/settings/file-keychain.ts';
import { openSettingsFile } from '../../engine/settings/settings-file.ts';
import { checked, SyntheticProject } from '../flow/synthetic-project.ts';

/*  folder ──▶ prompt ──▶ endpoint ──▶ dataset  */
function captioningFlow(folder: string) {
  return flowOf(
    {
      source: ['sources.folder', { folder }],
      prompt: ['prompts.text'],
      captioner: ['captioners.endpoint', { endpoint: 'bench' }],
      dataset: ['datasets.dataset'],
    },
    'source.images>prompt.image',
    'prompt.prompted>captioner.image',
    'captioner.caption>dataset.captions',
  );
}

/** A whole run as the app does it: files are listed, hashed and decoded, requests reserved, sent and settled, captions stored. */
export async function captionFolder(
  folder: string,
  { url, pictures, samples }: { readonly url: string; readonly pictures: string; readonly samples: number },
): Promise<void> {
  const path = join(folder, 'captions.ekp');
  const project = new SyntheticProject(path, captioningFlow(pictures));
  const { store } = project;
  const images = createImageService({ store: store.images, cachePath: `${path}.thumbs` });
  const settings = openSettingsFile(folder);
  const captioners = createCaptionerService({
    host: {
      kind: 'cli',
      version: '0',
      spawnHost: () => {
        throw new Error('No local model is used here.');
      },
      keychain: createMemoryKeychain(),
      dataFolder: folder,
      assetsFolder: fileURLToPath(new URL('../../assets/', import.meta.url)),
    },
    settings,
    // With a price, so that every request is reserved and settled.
    environment: { EKPHRASIS_ENDPOINT_BENCH: `${url}|bench|1|4` },
  });
  const run = project.start({
    images,
    captioners,
    files: createFileAccess({ base: pictures, ownExports: store.exports }),
  });
  const progress = checked(await run.finished);
  await images.close();
  await store.close();
  const written = progress.nodes.find(({ id }) => id === 'captioner')?.kept;
  if (written !== samples) throw new Error(`${written} of ${samples} samples have a caption.`);
}
