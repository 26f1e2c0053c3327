import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { defineNode, type ParamProblem } from '../../core/define-node.ts';
import type { JobContext, JobResult } from '../../core/node-context.ts';
import { extensionOf, nameOf } from '../file-path.ts';
import { param } from '../param.ts';
import { counted, type Part, partParam, recordsOfPart } from './export-part.ts';
import { type FileFormat, hasSeveralRoots } from './formats/format.ts';

const params = z.object({
  path: param(z.string().max(4096).default(''), {
    label: 'File',
    help: 'Written whole or not at all; a file that stands there is replaced.',
    widget: 'save-file',
    card: true,
  }),
  part: partParam,
  imagePaths: param(z.enum(['auto', 'relative', 'with-root']).default('auto'), {
    label: 'Image paths',
    help: 'Relative to the folder that the images came from. With several folders its name comes first, so that paths cannot meet.',
    options: {
      auto: 'As needed',
      relative: 'Relative to their folder',
      'with-root': 'With the folder’s name',
    },
  }),
});

interface Params {
  readonly path: string;
  readonly part: Part;
  readonly imagePaths: 'auto' | 'relative' | 'with-root';
}

interface ExportFacts {
  readonly summary: string;
  readonly icon: string;
  readonly synonyms: readonly string[];
  /** Adds the records up, for what the node says when it is done. Made anew for each export. */
  readonly tally?: () => { readonly add: (record: DatasetRecord) => void; readonly text: () => string };
}

/** Makes the node type that exports a dataset to one file of a format. */
export function defineFileExport(format: FileFormat, { tally, ...facts }: ExportFacts) {
  return defineNode.job({
    ...facts,
    type: `datasets.export-${format.id}`,
    version: 1,
    title: `Export ${format.title}`,
    inputs: { dataset: { type: 'dataset' } },
    outputs: {},
    params,
    check: ({ path }) => checkPath(path, format.extension),
    run: ({ dataset = [] }, params, context) =>
      exportFile(format, dataset, { params, tally: tally?.() }, context),
  });
}

/** A stranger's flow could otherwise put text of its own choosing into a script or a settings file of the user's. */
function checkPath(path: string, extension: string): readonly ParamProblem[] {
  if (path === '')
    return [{ param: 'path', message: 'No file is chosen.', remedy: 'Choose where to write the file.' }];
  if (extensionOf(path.replaceAll('\\', '/')) === extension) return [];
  return [
    {
      param: 'path',
      message: `The file's name does not end with .${extension}.`,
      remedy: `Choose a name that ends with .${extension}.`,
    },
  ];
}

async function exportFile(
  format: FileFormat,
  datasets: readonly Artifact[],
  {
    params: { path, part, imagePaths },
    tally,
  }: { readonly params: Params; readonly tally: ReturnType<NonNullable<ExportFacts['tally']>> | undefined },
  context: JobContext,
): Promise<JobResult> {
  const records = recordsOfPart(datasets, part, context);
  const withRoot = imagePaths === 'with-root' || (imagePaths === 'auto' && (await hasSeveralRoots(records)));
  let count = 0;
  const counting = async function* () {
    for await (const record of records) {
      count += 1;
      tally?.add(record);
      yield record;
    }
  };
  await context.output.writeFile(path, format.write(counting(), { withRoot }));
  const written = `${counted(count, 'record')} in ${nameOf(path.replaceAll('\\', '/'))}`;
  return { summary: [written, tally?.text()].filter(Boolean).join(': '), files: [path] };
}
