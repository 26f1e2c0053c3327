import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import type { CaptionId } from '../../core/ids.ts';
import type { TrainSpec } from '../../core/training/train-spec.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { findModelFault } from './check-base-model.ts';
import { composeSpec, PinnedPicker } from './compose-spec.ts';
import type { JobFolder } from './job-folder.ts';
import type { ModelShelf } from './model-shelf.ts';
import { writeRecords } from './write-records.ts';

/** Who has a job's files written. */
export interface Preparing {
  readonly signal: AbortSignal;
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  readonly note: (text: string, secondsLeft: number | undefined) => void;
  readonly log: (level: 'info' | 'warning', text: string) => void;
}

/** What the files are made from. */
export interface PrepareParts {
  readonly shelf: ModelShelf;
  /** The text that a person's edit corrects, where a caption is one. */
  readonly originalOf: (caption: CaptionId) => string | undefined;
  /** Absolute form of a folder that a parameter names. */
  readonly resolve: (path: string) => string;
}

/** Writes the records and the spec. What a former start wrote is written anew: pictures may lie elsewhere by now. */
export async function prepareJob(
  folder: JobFolder,
  request: TrainingRequest,
  run: Preparing,
  { shelf, originalOf, resolve }: PrepareParts,
): Promise<TrainSpec> {
  const model =
    'folder' in request.model ? resolve(request.model.folder) : shelf.folderOf(request.model.digest);
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
    folder.file('train'),
    recordsOf(train, run),
    options(fromTrain, isTrained),
  );
  if (written.leftOut > 0)
    run.log('warning', `${written.leftOut.toLocaleString('en-US')} records were left out.`);
  if (written.count === 0) throw noRecords(request);
  const held = await writeRecords(
    folder.file('heldOut'),
    recordsOf(separate ? heldOut : train, run),
    options(fromHeldOut, (record) => separate || !isTrained(record)),
  );
  const pinned = fromHeldOut.pinned.length > 0 ? fromHeldOut.pinned : fromTrain.pinned;
  const spec = composeSpec(request, folder, { model, hasHeldOut: held.count > 0, pinned });
  await folder.writeSpec(spec);
  return spec;
}

async function* recordsOf(datasets: readonly Artifact[], run: Preparing): AsyncGenerator<DatasetRecord> {
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
