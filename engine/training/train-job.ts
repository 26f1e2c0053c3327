import { cp, rm } from 'node:fs/promises';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import type { JobResult } from '../../core/node-context.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { isThere } from '../files/is-there.ts';
import { exportOnnx } from './export-onnx.ts';
import { type Follower, followJob, left } from './follow-job.ts';
import { JOB_FILES } from './job-folder.ts';
import { type JobFacets, summarizeJob } from './job-view.ts';
import { type LaunchParts, launchWhenFree, type ReadyEnvironment } from './launch-when-free.ts';
import { modelCard } from './model-card.ts';
import type { ShelvedModel } from './model-shelf.ts';
import type { OpenJob } from './open-job.ts';
import { type PrepareParts, prepareJob } from './prepare-job.ts';

/** What a run gives along with its request. */
export interface TrainingRun extends Omit<Follower, 'closing' | 'now'> {
  readonly node: string;
  readonly run: number;
  /** Resolves when the run goes on; throws when it is stopped. */
  readonly gate: () => Promise<void>;
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  readonly log: (level: 'info' | 'warning', text: string) => void;
}

/** What surrounds the training of one project. */
export interface TrainParts extends Omit<LaunchParts, 'environment'>, PrepareParts {
  readonly environment: () => Promise<ReadyEnvironment>;
  readonly closing: AbortSignal;
}

/**
 * Trains as is asked, or takes what is there: the model of a job that is done, a process that lives on from before, the checkpoints of one that has ended. The
 * folder tells which it is [JOB1]; there is no other way to go on.
 */
export async function trainJob(
  job: OpenJob,
  request: TrainingRequest,
  run: TrainingRun,
  parts: TrainParts,
): Promise<JobResult> {
  const before = await job.facets();
  if (before?.result && (await parts.shelf.has(before.result.digest))) {
    const { digest, exported } = before.result;
    if (exported || !request.exportOnnx) return asArtifact(job, before, request, parts, { digest });
    // What was trained is on the shelf; the export begins from where the trainer had left it.
    await cp(parts.shelf.folderOf(digest), job.folder.file('model'), { recursive: true });
  }
  const facets = (await doneAlready(job, before)) ?? (await trainToEnd(job, before, request, run, parts));
  const { folder, exported } = request.exportOnnx
    ? await writeForCaptioner(job, run, parts)
    : { folder: job.folder.file('model'), exported: false };
  const { digest, bytes } = await parts.shelf.adopt(folder);
  await rm(job.folder.file('model'), { recursive: true, force: true });
  await job.folder.writeResult({ digest, exported });
  const result = await asArtifact(job, facets, request, parts, { digest, bytes });
  // What failed to be written for the captioner is tried again by the next run.
  return request.exportOnnx && !exported ? { ...result, isPartial: true } : result;
}

async function writeForCaptioner(job: OpenJob, run: TrainingRun, parts: TrainParts) {
  const { python } = await parts.environment();
  const signal = AbortSignal.any([run.signal, parts.closing]);
  return exportOnnx(job.folder, { python, packageFolder: parts.packageFolder }, { ...run, signal });
}

async function doneAlready(job: OpenJob, facets: JobFacets | undefined): Promise<JobFacets | undefined> {
  if (facets === undefined || facets.isAlive || job.stateOf(facets) !== 'done') return undefined;
  return (await isThere(job.folder.file('model'))) ? facets : undefined;
}

/** Until it is done: through pauses of the run, and over the end of former processes. */
async function trainToEnd(
  job: OpenJob,
  before: JobFacets | undefined,
  request: TrainingRequest,
  run: TrainingRun,
  parts: TrainParts,
): Promise<JobFacets> {
  const { closing, now } = parts;
  let isLiving = before?.isAlive ?? false;
  if (isLiving) run.log('info', 'The training is still under way: it is followed from here on.');
  for (;;) {
    if (!isLiving) {
      const environment = await parts.environment();
      const spec = await prepareJob(job.folder, request, run, parts);
      const signal = AbortSignal.any([run.signal, closing]);
      await job.folder.writeFacts(await factsOf(job, request, run, parts));
      run.note('Waits for its device', undefined);
      await launchWhenFree(job.folder, spec, request.devices, { ...parts, environment }, signal).catch(
        (thrown: unknown) => {
          throw closing.aborted ? left() : thrown;
        },
      );
    }
    const { facets, wasAsked } = await followJob(job, { ...run, closing, now });
    run.signal.throwIfAborted();
    const state = job.stateOf(facets);
    if (state === 'done' && (await isThere(job.folder.file('model')))) return facets;
    if (state !== 'stopped' || !wasAsked) throw failure(job, facets);
    await run.gate();
    isLiving = false;
  }
}

async function factsOf(
  job: OpenJob,
  request: TrainingRequest,
  { node, run }: TrainingRun,
  { now }: TrainParts,
) {
  const known = await job.folder.facts();
  const named = (isHeldOut: boolean) => (dataset: Artifact) => {
    const { title, digest, count } = dataset;
    return { isHeldOut, title, digest, count };
  };
  return {
    version: 1 as const,
    node,
    run,
    title: request.title,
    recipe: request.recipe,
    createdAt: known?.createdAt ?? now(),
    devices: request.devices,
    datasets: [...request.train.map(named(false)), ...request.heldOut.map(named(true))],
  };
}

/** Why there is no model. */
function failure(job: OpenJob, facets: JobFacets): UserError {
  const { state, step, error } = summarizeJob(facets, job.story);
  if (error) {
    const { code, message, remedy, excerpt } = error;
    return new UserError(code, message, { ...(remedy && { remedy }), ...(excerpt && { excerpt }) });
  }
  if (state === 'stopped')
    return new UserError(
      'CANCELLED',
      `The training was stopped after step ${step.toLocaleString('en-US')}.`,
      {
        remedy: 'Run again: it goes on from its checkpoint.',
      },
    );
  return new UserError('TRAINER_FAILED', 'The training ended without a model.', {
    remedy: `Look at the end of ${JOB_FILES.log} in its folder.`,
  });
}

async function asArtifact(
  job: OpenJob,
  facets: JobFacets,
  request: TrainingRequest,
  { shelf }: TrainParts,
  { digest, bytes }: { readonly digest: string } & Partial<ShelvedModel>,
): Promise<JobResult> {
  const { plan } = job.story;
  const summary = summarizeJob(facets, job.story);
  const card = await modelCard(shelf.folderOf(digest), { request, summary, plan, spec: facets.spec, bytes });
  const loss = summary.heldOutLoss ?? summary.loss;
  const steps = `${summary.step.toLocaleString('en-US')} steps`;
  return {
    artifact: { kind: 'model', title: request.title, records: [], card: () => card, digest },
    summary: loss === undefined ? steps : `${steps}, loss ${loss.toPrecision(3)}`,
  };
}
