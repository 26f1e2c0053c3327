import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { SourceRecord } from '../../core/node-context.ts';
import { createUniqueNames } from '../compact-set.ts';
import { folderOf, isAbsolutePath, splitAbsolutePath } from '../file-path.ts';
import { param } from '../param.ts';
import { locateImage } from './locate-image.ts';

const params = z.object({
  path: param(z.string().max(4096).default(''), {
    label: 'List',
    help: 'A text file with one path a line; after a tab a caption may follow. Lines that begin with # are left out.',
    widget: 'file',
    card: true,
  }),
  images: param(z.string().max(4096).default(''), {
    label: 'Image folder',
    help: 'Where relative paths start. Empty takes the folder that the list lies in.',
    widget: 'folder',
  }),
});

/** The images that a text file lists, in its order. Absolute paths are taken: the list is the user's own. */
export const fileList = defineNode.source({
  type: 'sources.file-list',
  version: 1,
  title: 'File list',
  summary: 'Takes the images that a text file lists, one a line.',
  icon: 'list',
  synonyms: ['txt', 'paths', 'tsv', 'manifest'],
  inputs: {},
  outputs: { images: { type: 'image', label: 'image' } },
  params,
  check: ({ path }) =>
    path === '' ? [{ param: 'path', message: 'No list is chosen.', remedy: 'Choose a text file.' }] : [],
  async *run({ path, images }, { files, signal }) {
    const unique = createUniqueNames();
    const folder = images || folderOf(path);
    for await (const line of files.lines(path)) {
      signal.throwIfAborted();
      const record = parseLine(line, folder);
      if (record) yield { ...record, key: unique(record.key) };
    }
  },
});

/** One line as a record; undefined for empty lines and comments. */
export function parseLine(
  line: string,
  folder: string,
): SourceRecord | { readonly key: string; readonly problem: ErrorRecord } | undefined {
  const text = line.replace(/^\uFEFF/, '').replace(/\r$/, '');
  if (text.trim() === '' || text.startsWith('#')) return undefined;
  const tab = text.indexOf('\t');
  const path = (tab < 0 ? text : text.slice(0, tab)).trim();
  const caption = tab < 0 ? '' : text.slice(tab + 1).trim();
  const absolute = isAbsolutePath(path) ? splitAbsolutePath(path, folder) : undefined;
  const located = absolute ? { file: absolute } : locateImage(path, folder);
  if ('problem' in located) return { key: path, problem: located.problem };
  return {
    key: path,
    file: located.file,
    ...(caption !== '' && { existing: [{ text: caption, origin: 'list' }] }),
  };
}
