import type { ManagedServer } from '../../core/serving/managed-server.ts';
import type { TrainingJobSummary } from '../../core/training/training-job.ts';

/** A model that a job of the project has made. */
export interface TrainedModel {
  /** Over names and contents of its files. */
  readonly digest: string;
  readonly title: string;
}

/** Models of the project's jobs that are not served, each once by its files, the latest job's title first. */
export function unservedModels(
  jobs: readonly Pick<TrainingJobSummary, 'model' | 'title'>[],
  servers: readonly Pick<ManagedServer, 'name'>[],
): readonly TrainedModel[] {
  const found = new Map<string, TrainedModel>();
  for (const { model: digest, title } of jobs)
    if (digest !== undefined && !found.has(digest)) found.set(digest, { digest, title });
  // A server's name ends with the first digits of its files' digest.
  return [...found.values()].filter(
    ({ digest }) => !servers.some(({ name }) => digest.startsWith(name.slice(name.lastIndexOf('-') + 1))),
  );
}
