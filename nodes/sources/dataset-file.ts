import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import type { SourceRecord } from '../../core/node-context.ts';
import { createUniqueNames } from '../compact-set.ts';
import { folderOf } from '../file-path.ts';
import { param } from '../param.ts';
import { captionsOf, type ParsedRecord, parseDatasetRecord } from './dataset-record.ts';
import { locateImage } from './locate-image.ts';

const params = z.object({
  path: param(z.string().max(4096).default(''), {
    label: 'File',
    help: 'JSON or JSON Lines in the form of ShareGPT4V and LLaVA, or with file_name and text.',
    widget: 'file',
    card: true,
  }),
  images: param(z.string().max(4096).default(''), {
    label: 'Image folder',
    help: 'Where the paths in the file start. Empty takes the folder that the file lies in.',
    widget: 'folder',
    card: true,
  }),
});

/** The records of a dataset file that have an image, with their replies as existing captions. */
export const datasetFile = defineNode.source({
  type: 'sources.dataset-file',
  version: 1,
  title: 'Dataset file',
  summary: 'Takes the images and captions of a ShareGPT4V or LLaVA file.',
  icon: 'file-json',
  synonyms: ['json', 'jsonl', 'llava', 'sharegpt4v', 'import', 'conversations'],
  inputs: {},
  outputs: { images: { type: 'image', label: 'image' } },
  params,
  check: ({ path }) =>
    path === '' ? [{ param: 'path', message: 'No file is chosen.', remedy: 'Choose a dataset file.' }] : [],
  async *run({ path, images }, { files, signal }) {
    const unique = createUniqueNames();
    const folder = images || folderOf(path);
    let count = 0;
    for await (const json of files.records(path)) {
      signal.throwIfAborted();
      count += 1;
      yield toSourceRecord(json, count, folder, unique);
    }
  },
});

function toSourceRecord(
  json: Json,
  count: number,
  folder: string,
  unique: (key: string) => string,
): SourceRecord | { readonly key: string; readonly problem: ErrorRecord } {
  const record = parseDatasetRecord(json);
  if ('fault' in record) return { key: unique(`record ${count}`), problem: problemOf(count, record.fault) };
  const key = unique(record.id || record.images[0] || `record ${count}`);
  const image = imageOf(record, folder);
  if ('fault' in image) return { key, problem: problemOf(count, image.fault) };
  if ('problem' in image) return { key, problem: image.problem };
  return { key, file: image.file, existing: captionsOf(record), metadata: record.metadata };
}

function imageOf(
  { images }: ParsedRecord,
  folder: string,
): ReturnType<typeof locateImage> | { fault: string } {
  const [path, ...more] = images;
  if (path === undefined) return { fault: 'It has text only, and a sample needs an image.' };
  if (more.length > 0) return { fault: `It has ${images.length} images, and a sample has one.` };
  return locateImage(path, folder);
}

function problemOf(count: number, fault: string): ErrorRecord {
  return {
    code: 'FORMAT_INVALID',
    message: `Record ${count} is left out. ${fault}`,
    remedy: 'The other records are taken; correct the file if this one is missed.',
    attempts: 1,
  };
}
