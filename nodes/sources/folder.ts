import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { UserError } from '../../core/errors.ts';
import { hasImageExtension } from '../../core/image-extensions.ts';
import { param } from '../param.ts';

const params = z.object({
  folder: param(z.string().max(4096).default(''), {
    label: 'Folder',
    widget: 'folder',
    card: true,
  }),
  recursive: param(z.boolean().default(true), {
    label: 'With subfolders',
    card: true,
  }),
  sidecar: param(z.enum(['.txt', '.caption', 'off']).default('.txt'), {
    label: 'Existing captions',
    help: 'Text files beside the images, with the same name. They come in as captions that can be used, compared or kept.',
    options: { '.txt': '.txt files', '.caption': '.caption files', off: 'Leave out' },
  }),
  include: param(z.array(z.string().max(500)).max(100).default([]), {
    label: 'Only paths like',
    help: 'One pattern a line, such as coco/** or **/*.png. Empty takes every image.',
    widget: 'lines',
    section: 'Which images',
  }),
  exclude: param(z.array(z.string().max(500)).max(100).default([]), {
    label: 'Leave out paths like',
    help: 'One pattern a line. What it matches is not taken, whatever stands above.',
    widget: 'lines',
    section: 'Which images',
  }),
});

/** The images below a folder, in the order of their paths, with the captions that lie beside them. */
export const folder = defineNode.source({
  type: 'sources.folder',
  version: 1,
  title: 'Folder',
  summary: 'Takes the images of a folder, and captions that lie beside them.',
  icon: 'folder',
  synonyms: ['directory', 'images', 'pictures', 'files', 'sidecar'],
  inputs: {},
  outputs: { images: { type: 'image', label: 'image' } },
  params,
  check: ({ folder }) =>
    folder === '' ? [{ param: 'folder', message: 'No folder is chosen.', remedy: 'Choose a folder.' }] : [],
  async *run({ folder, recursive, include, exclude, sidecar }, { files, signal }) {
    let images = 0;
    let others = 0;
    for await (const entry of files.walk(folder, { recursive, include, exclude })) {
      signal.throwIfAborted();
      if ('problem' in entry) {
        images += 1;
        yield { key: entry.path, problem: entry.problem };
      } else if (hasImageExtension(entry.path)) {
        images += 1;
        const text = sidecar === 'off' ? undefined : (await files.sidecar(entry, sidecar))?.trim();
        yield { key: entry.path, file: entry, ...(text && { existing: [{ text, origin: 'sidecar' }] }) };
      } else others += 1;
    }
    if (images === 0) {
      const what = others === 0 ? 'no files' : `no images among its files (${others})`;
      throw new UserError('FOLDER_EMPTY', `"${folder}" has ${what}.`, {
        remedy:
          include.length > 0 || exclude.length > 0
            ? 'Choose another folder, or change the patterns.'
            : 'Choose another folder.',
        fix: 'choose-folder',
      });
    }
  },
});
