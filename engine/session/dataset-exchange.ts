import { extname, resolve } from 'node:path';
import type { FormatInfo } from '../../core/contract/dataset.ts';
import { UnexpectedError, UserError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { type DatasetFormat, FORMATS } from '../../nodes/datasets/formats/index.ts';
import { datasetNodes, importBranch } from './import-branch.ts';
import type { ProjectSession } from './project-session.ts';

/** The node types that write a format, and the one that reads those that can be read. */
const exporterOf = (format: DatasetFormat) => `datasets.export-${format.id}`;
const IMPORTER = 'sources.dataset-file';

/** What datasets can be written as and read from. */
export const DATASET_FORMATS: readonly FormatInfo[] = Object.values(FORMATS).map(
  ({ id, title, extension, canImport }) => ({ id, title, extension, canImport }),
);

/** Which dataset goes out, in which format, where to. */
export interface ExportRequest {
  readonly format: string;
  /** Absolute. */
  readonly out: string;
  /** Collector node; default: the flow's only one. */
  readonly from?: string;
}

/** Writes the latest dataset of a collector by the format's export node. Throws NOT_FOUND, USAGE, and what writing throws. */
export async function exportDataset(
  project: ProjectSession,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<{ readonly records: number; readonly summary: string }> {
  const { library, output, records, frozen } = project.parts;
  const type = library.types.get(exporterOf(findFormat(request.format)));
  const descriptor = type && library.catalog.get(type.type);
  if (type?.shape !== 'job' || !descriptor) throw unknownFormat(request.format);
  const from = request.from ?? onlyCollector(project);
  const artifact = project.store.artifacts.latest(from);
  if (!artifact)
    throw new UserError('NOT_FOUND', `"${from}" has no dataset yet.`, {
      remedy: 'Run the flow first; a limited run makes no dataset.',
    });
  const params = type.params.parse({ [outParam(descriptor)]: resolve(request.out) });
  const input = Object.keys(type.inputs)[0] ?? 'dataset';
  const result = await type.run({ [input]: [artifact] }, params, {
    signal,
    output,
    records,
    frozen,
    log: () => undefined,
    progress: () => undefined,
    train: trainsNothing,
    study: { sweep: trainsNothing, newModel: trainsNothing, scoreScenes: trainsNothing },
  });
  await project.store.committed();
  return { records: artifact.count, summary: result.summary };
}

function trainsNothing(): Promise<never> {
  throw new UnexpectedError('UNEXPECTED', 'An export trains nothing.');
}

/** A file of captions that comes in. */
export interface ImportRequest {
  /** Absolute. */
  readonly file: string;
  readonly format?: string;
  /** Absolute folder that the image paths in the file start from. */
  readonly images?: string;
}

/**
 * Adds a source for the file to the flow, a node that takes its captions, and wires them to the flow's dataset where there is one, to a new one where
 * there is none. One edit. Gives the source's id.
 */
export async function importDataset(
  project: ProjectSession,
  request: ImportRequest,
): Promise<{ readonly node: string; readonly records: number }> {
  const format = request.format === undefined ? formatOfFile(request.file) : findFormat(request.format);
  const { library, files } = project.parts;
  const descriptor = format.canImport ? library.catalog.get(IMPORTER) : undefined;
  if (!descriptor) throw unknownFormat(format.id);
  const file = resolve(request.file);
  // A look through the whole file: what is wrong with it is said now, and not in the middle of a run.
  let records = 0;
  for await (const _record of files.records(file)) records += 1;
  const params: Record<string, Json> = { [namedByWidget(descriptor, 'file') ?? 'path']: file };
  const folder = namedByWidget(descriptor, 'folder');
  if (request.images !== undefined && folder !== undefined) params[folder] = resolve(request.images);
  const branch = importBranch(project, descriptor, params);
  project.edit(branch.edits, 'Import dataset');
  return { node: branch.source, records };
}

function findFormat(id: string): DatasetFormat {
  const format = Object.hasOwn(FORMATS, id) ? FORMATS[id] : undefined;
  if (!format) throw unknownFormat(id);
  return format;
}

function formatOfFile(file: string): DatasetFormat {
  const extension = extname(file).toLowerCase().slice(1);
  const format = Object.values(FORMATS).find(
    (candidate) => candidate.canImport && candidate.extension === extension,
  );
  if (format) return format;
  throw new UserError('FORMAT_INVALID', `A file with the ending "${extension}" is not known as a dataset.`, {
    remedy: 'Name its format with --format.',
  });
}

function unknownFormat(id: string): UserError {
  return new UserError('USAGE', `The format "${id}" is not known for this.`, {
    remedy: `Use one of: ${Object.keys(FORMATS).join(', ')}.`,
  });
}

function onlyCollector(project: ProjectSession): string {
  const collectors = datasetNodes(project.store.flow.flow(), project.parts.library.catalog);
  const [first, second] = collectors;
  if (first && !second) return first.id;
  throw new UserError('USAGE', first ? 'The flow has several datasets.' : 'The flow has no dataset node.', {
    remedy: first
      ? `Name one of them: ${collectors.map(({ id }) => id).join(', ')}.`
      : 'Add one and run the flow.',
  });
}

function outParam(descriptor: NodeDescriptor): string {
  return namedByWidget(descriptor, 'save-file') ?? namedByWidget(descriptor, 'folder') ?? 'path';
}

function namedByWidget(descriptor: NodeDescriptor, widget: string): string | undefined {
  return Object.entries(descriptor.params).find(([, param]) => param.widget === widget)?.[0];
}
