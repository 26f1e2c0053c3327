import type { ChangedPictures, FailedSample, FailurePage } from '../../core/contract/failure.ts';
import { UserError } from '../../core/errors.ts';
import { isImageHash, type RunId } from '../../core/ids.ts';
import type { OutcomeRecord, SampleChoice } from '../../core/run.ts';
import type { CauseQuery } from '../store/outcomes-table.ts';
import type { ProjectSession } from './project-session.ts';

/** One page of a group of a run's problems. Throws NOT_FOUND while nothing has run. */
export function listFailures(
  project: ProjectSession,
  { run = latestRun(project), ...query }: CauseQuery & { readonly run?: RunId | undefined },
): FailurePage {
  const { total, samples } = project.store.runs.ofCause(run, query);
  return {
    run,
    total,
    samples: samples.map(({ skipped, ...outcome }) => ({ ...toFailedSample(outcome), skipped })),
  };
}

/** Puts samples that failed in the latest run aside; gives how many that changed. Throws PROJECT_READ_ONLY, PROJECT_LOCKED. */
export function skipSamples(project: ProjectSession, choice: SampleChoice): number {
  project.requireWritable();
  const count = project.store.skips.skip(latestRun(project), choice);
  project.changed();
  return count;
}

/** Takes samples up again that were put aside; gives how many that changed. Throws PROJECT_READ_ONLY, PROJECT_LOCKED. */
export function unskipSamples(project: ProjectSession, choice: SampleChoice): number {
  project.requireWritable();
  const count = project.store.skips.unskip(choice);
  project.changed();
  return count;
}

const EXAMPLES = 5;

/** Pictures that have changed since their former bytes were captioned, and about which nobody has decided. */
export function changedPictures(project: ProjectSession): ChangedPictures {
  return project.store.carried.changed(EXAMPLES);
}

/**
 * From the next run on, changed pictures keep the captions that their former bytes had: those of a group of the latest run that failed because of it, or without a
 * group all. Gives how many pictures that are. Throws PROJECT_READ_ONLY, PROJECT_LOCKED.
 */
export function carryCaptionsOver(project: ProjectSession, group?: SampleChoice): number {
  project.requireWritable();
  const { carried, runs } = project.store;
  const pictures = group && runs.failed(latestRun(project), group).map(({ sample: { facets } }) => facets);
  const count = pictures
    ? carried.keep(pictures.map(({ location, image }) => ({ place: location, image: image.hash })))
    : carried.keepAll();
  project.changed();
  return count;
}

/** Changed pictures are captioned anew; gives how many these are. Throws PROJECT_READ_ONLY, PROJECT_LOCKED. */
export function leaveChangedPictures(project: ProjectSession): number {
  project.requireWritable();
  const count = project.store.carried.leaveAll();
  project.changed();
  return count;
}

/** Throws NOT_FOUND while nothing has run. */
export function latestRun(project: ProjectSession): RunId {
  const run = project.runs.current();
  if (run) return run.id;
  throw new UserError('NOT_FOUND', 'This project has not been run.', { remedy: 'Run it first.' });
}

function toFailedSample({ sample, error, reason, detail, at }: OutcomeRecord): Omit<FailedSample, 'skipped'> {
  const { image, location } = sample.facets;
  return {
    sample: sample.id,
    path: location.path,
    ...(isImageHash(image.hash) && { image: image.hash }),
    ...(error && { code: error.code }),
    message: error?.message ?? reason ?? '',
    ...(error?.remedy !== undefined && { remedy: error.remedy }),
    ...(detail !== undefined && { detail }),
    attempts: error?.attempts ?? 1,
    ...(error?.excerpt !== undefined && { excerpt: error.excerpt }),
    at,
  };
}
