import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { isAbsolutePath } from '../file-path.ts';
import { param } from '../param.ts';
import { counted, partParam, recordsOfPart } from './export-part.ts';
import { hasSeveralRoots } from './formats/format.ts';
import { sidecarTexts } from './formats/sidecars.ts';

const params = z.object({
  folder: param(z.string().max(4096).default(''), {
    label: 'Folder',
    help: 'Empty writes beside the images. In another folder the files lie in the same subfolders.',
    widget: 'folder',
    card: true,
  }),
  mode: param(z.enum(['keep', 'amend', 'append', 'replace']).default('keep'), {
    label: 'Text files that are there',
    help: 'With the trigger word a file that came in as a caption gets that word and keeps its own. Files that a person wrote are backed up before they change.',
    options: {
      keep: 'Keep as they are',
      amend: 'Put the trigger word first',
      append: 'Append the caption',
      replace: 'Replace',
    },
    card: true,
  }),
  extension: param(z.enum(['.txt', '.caption']).default('.txt'), {
    label: 'Extension',
    options: { '.txt': '.txt', '.caption': '.caption' },
  }),
  trigger: param(z.string().max(200).default(''), {
    label: 'Trigger word',
    help: 'Put before every caption, with a comma.',
    card: true,
  }),
  part: partParam,
});

/** Writes the captions of each image into a text file. */
export const exportSidecars = defineNode.job({
  type: 'datasets.export-sidecars',
  version: 1,
  title: 'Export text files',
  summary: 'Writes each caption into a text file, beside its image or in a folder.',
  icon: 'file-type',
  synonyms: ['sidecar', 'txt', 'kohya', 'lora', 'trigger', 'save'],
  inputs: { dataset: { type: 'dataset' } },
  outputs: {},
  params,
  async run({ dataset = [] }, { folder, mode, extension, trigger, part }, context) {
    const records = recordsOfPart(dataset, part, context);
    const withRoot = folder !== '' && (await hasSeveralRoots(records));
    const counts = { written: 0, kept: 0, unchanged: 0 };
    for await (const { image, path, text } of sidecarTexts(records, { trigger, withRoot })) {
      context.signal.throwIfAborted();
      const file = folder === '' ? { root: image.root, path: image.path } : { root: asFolder(folder), path };
      counts[await context.output.writeSidecar(file, extension, text, mode)] += 1;
    }
    const rest = [
      counts.kept > 0 && `${counted(counts.kept, 'other')} kept`,
      counts.unchanged > 0 && `${counts.unchanged.toLocaleString('en')} unchanged`,
    ].filter(Boolean);
    return { summary: [`${counted(counts.written, 'text file')} written`, ...rest].join(', ') };
  },
});

/** A relative folder is written so that it cannot be taken for the name of one of the project's roots. */
function asFolder(folder: string): string {
  return isAbsolutePath(folder) || /^[~.]/.test(folder) ? folder : `./${folder}`;
}
