import { dirname, join } from 'node:path';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { BatchAccess } from '../captioners/batch/batch-access.ts';
import { BatchDesk } from '../captioners/batch/batch-desk.ts';
import { createFileAccess } from '../files/file-access.ts';
import { isThere } from '../files/is-there.ts';
import { createOutputAccess } from '../files/output-access.ts';
import { resolveUserPath } from '../files/resolve-path.ts';
import { createImageService } from '../images/create-image-service.ts';
import { steadyNow } from '../steady-clock.ts';
import { frozenRecords } from '../store/frozen-records.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { trainingFolderOf } from '../training/job-folder.ts';
import { modelShelf } from '../training/model-shelf.ts';
import { StudyDesk } from '../training/study/study-desk.ts';
import { studiesFolderOf } from '../training/study/study-folder.ts';
import type { Trainer } from '../training/trainer.ts';
import { TrainingDesk } from '../training/training-desk.ts';
import type { ProjectParts } from './project-parts.ts';

/** What surrounds an open project's store: its pictures, and the user's files as its nodes see them. */
export function assembleProject(
  store: ProjectStore,
  shared: Pick<ProjectParts, 'library' | 'captioners' | 'environment'>,
  batchAccess: BatchAccess,
  trainer: Trainer,
): ProjectParts {
  const access = { base: dirname(store.path), ownExports: store.exports };
  const training = new TrainingDesk({
    ...trainer,
    folder: trainingFolderOf(store.path),
    shelf: modelShelf(store.path),
    originalOf: (caption) => store.captions.originalOf(caption),
    resolve: (path) => resolveUserPath(path, access.base),
    now: steadyNow,
  });
  const studies = new StudyDesk({
    ...trainer,
    folder: studiesFolderOf(store.path),
    shelf: modelShelf(store.path),
    training,
    now: steadyNow,
  });
  return {
    ...shared,
    store,
    batches: new BatchDesk({
      table: store.providerBatches,
      store,
      readOnly: store.readOnly,
      folder: batchesFolder(store.path),
      access: batchAccess,
    }),
    images: createImageService({
      store: store.images,
      cachePath: thumbnailsPath(store.path),
      base: access.base,
    }),
    files: createFileAccess({ ...access, scenes: (series, signal) => studies.scenes(series, signal) }),
    output: createOutputAccess({ ...access, roots: () => store.images.roots() }),
    pathExists: (path) => isThere(resolveUserPath(path, access.base)),
    records: (dataset) => walkRecords(store, dataset),
    frozen: frozenRecords(store.artifacts),
    training,
    studies,
  };
}

/** Files of requests that were not sent yet. */
function batchesFolder(project: string): string {
  return join(`${project.replace(/\.ekp$/i, '')}.files`, 'batches');
}

/** Beside the project: a cache that may be deleted at any time. */
function thumbnailsPath(project: string): string {
  return `${project.replace(/\.ekp$/i, '')}.thumbs`;
}

/** The stored records name roots; whoever writes beside the images needs to know where these lie on this machine. */
async function* walkRecords(store: ProjectStore, dataset: Artifact): AsyncGenerator<DatasetRecord> {
  const folders = new Map(store.images.roots().map(({ name, path }) => [name, path]));
  for (const record of store.artifacts.records(dataset.id))
    yield {
      ...record,
      images: record.images.map((image) => ({ ...image, root: folders.get(image.root) ?? image.root })),
    };
}
