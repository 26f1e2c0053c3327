import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import type { CaptionId } from '../../core/ids.ts';
import type { JobResult } from '../../core/node-context.ts';
import type { TrainSpec } from '../../core/training/train-spec.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { isThere } from '../files/is-there.ts';
import { findModelFault } from './check-base-model.ts';
import { composeSpec, PinnedPicker } from './compose-spec.ts';
import { type Follower, followJob, left } from './follow-job.ts';
import { JOB_FILES } from './job-folder.ts';
import { type JobFacets, summarizeJob } from './job-view.ts';
import { type LaunchParts, launchWhenFree, type ReadyEnvironment } from './launch-when-free.ts';
import { modelCard } from './model-card.ts';
import type { ModelShelf, ShelvedModel } from './model-shelf.ts';
import type { OpenJob } from './open-job.ts';
import { writeRecords } from './write-records.ts';

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
export interface TrainParts extends Omit<LaunchParts, 'environment'> {
  readonly environment: () => Promise<ReadyEnvironment>;
  readonly shelf: ModelShelf;
  readonly closing: AbortSignal;
  /** The text that a person's edit corrects, where a caption is one. */
  readonly originalOf: (caption: CaptionId) => string | undefined;
  /** Writes what the captioner needs into a finished model folder, where its architecture allows. */
  readonly exportOnnx: (model: string, run: TrainingRun) => Promise<void>;
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
  if (before?.result && (await parts.shelf.has(before.result.digest)))
    return asArtifact(job, before, request, parts, { digest: before.result.digest });
  const facets = (await doneAlready(job, before)) ?? (await trainToEnd(job, before, request, run, parts));
  if (request.exportOnnx) await parts.exportOnnx(job.folder.file('model'), run);
  const { digest, bytes } = await parts.shelf.adopt(job.folder.file('model'));
  await job.folder.writeResult({ digest });
  return asArtifact(job, facets, request, parts, { digest, bytes });
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
      const spec = await prepare(job, request, run, parts);
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
  return {
    version: 1 as const,
    node,
    run,
    title: request.title,
    recipe: request.recipe,
    createdAt: known?.createdAt ?? now(),
    devices: request.devices,
  };
}

/** Writes the records and the spec. What a former start wrote is written anew: pictures may lie elsewhere by now. */
async function prepare(
  job: OpenJob,
  request: TrainingRequest,
  run: TrainingRun,
  { shelf, originalOf }: TrainParts,
): Promise<TrainSpec> {
  const model = 'folder' in request.model ? request.model.folder : shelf.folderOf(request.model.digest);
  const fault = await findModelFault(model);
  if (fault) throw fault;
  const { train, heldOut } = request;
  const separate = heldOut.length > 0;
  const total = [...train, ...heldOut].reduce((sum, { count }) => sum + count, 0);
  const fromTrain = new PinnedPicker(
    request.pinnedImages,
    train.reduce((sum, { count }) => sum + count, 0),
  );
  const fromHeldOut = new PinnedPicker(
    request.pinnedImages,
    separate ? heldOut.reduce((sum, { count }) => sum + count, 0) : Math.max(1, Math.floor(total / 20)),
  );
  const isTrained = (record: DatasetRecord) => separate || record.split !== 'held-out';
  const options = (picker: PinnedPicker, take: (record: DatasetRecord) => boolean) => ({
    signal: run.signal,
    take: (record: DatasetRecord) => {
      const taken = take(record);
      if (taken) picker.see(record);
      return taken;
    },
    onWritten: (count: number) => run.note(`Writes records: ${count.toLocaleString('en-US')}`, undefined),
    ...(request.pairs && { correctedBy: originalOf }),
  });
  const written = await writeRecords(
    job.folder.file('train'),
    recordsOf(train, run),
    options(fromTrain, isTrained),
  );
  if (written.leftOut > 0)
    run.log('warning', `${written.leftOut.toLocaleString('en-US')} records were left out.`);
  if (written.count === 0) throw noRecords(request);
  const held = await writeRecords(
    job.folder.file('heldOut'),
    recordsOf(separate ? heldOut : train, run),
    options(fromHeldOut, (record) => separate || !isTrained(record)),
  );
  const pinned = fromHeldOut.pinned.length > 0 ? fromHeldOut.pinned : fromTrain.pinned;
  const spec = composeSpec(request, job.folder, { model, hasHeldOut: held.count > 0, pinned });
  await job.folder.writeSpec(spec);
  return spec;
}

async function* recordsOf(datasets: readonly Artifact[], run: TrainingRun): AsyncGenerator<DatasetRecord> {
  for (const dataset of datasets) yield* run.records(dataset);
}

function noRecords({ pairs }: TrainingRequest): UserError {
  return pairs
    ? new UserError('TRAINING_DATA', 'No record of the dataset is a person’s edit of a caption.', {
        remedy:
          'Correct captions in the light table, and make the dataset anew: each edit is a pair with what it corrects.',
      })
    : new UserError('TRAINING_DATA', 'The dataset has no records to train on.', {
        remedy: 'Wire a dataset that is not empty, and hold out less of it.',
      });
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
