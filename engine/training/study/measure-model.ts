import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../../core/artifact.ts';
import { isJsonObject } from '../../../core/json.ts';
import type { SweepRow } from '../../../core/training/sweep.ts';
import { replaceFile } from '../../files/replace-file.ts';
import type { AskedTrainer } from '../ask-trainer.ts';
import type { DeviceKind, DeviceQueue } from '../device-queue.ts';
import { writeRecords } from '../write-records.ts';
import { askScenes } from './ask-scenes.ts';
import { optionsOf } from './draw-scenes.ts';
import type { sweepFolder } from './sweep-folder.ts';

/** Pause between two looks at the queue, milliseconds. */
const LOOK_MS = 250;

const result = z.looseObject({
  kind: z.literal('result'),
  captions: z.number(),
  agreement: z.number().optional(),
  measures: z.record(z.string(), z.object({ share: z.number(), of: z.number() })).optional(),
});

/** What a model is measured on, as files. */
export interface MeasuredOn {
  readonly records: string;
  /** What is in their pictures, where all of that is known. */
  readonly truth?: string;
  readonly most: number;
}

/**
 * Writes the records that models are measured on: the held-out ones, or all where none is held out. Undefined where there are none. Where each record is of a
 * drawn scene, what is in the scenes is written beside it.
 */
export async function writeMeasured(
  datasets: readonly Artifact[],
  most: number,
  files: ReturnType<typeof sweepFolder>,
  records: (dataset: Artifact) => AsyncIterable<DatasetRecord>,
  signal: AbortSignal,
): Promise<MeasuredOn | undefined> {
  if (most === 0) return undefined;
  const truths: string[] = [];
  const take = async (wanted: (record: DatasetRecord) => boolean) => {
    truths.length = 0;
    let count = 0;
    return writeRecords(files.heldOut, all(datasets, records), {
      signal,
      take: (record) => {
        if (count >= most || record.images.length !== 1 || !wanted(record)) return false;
        count += 1;
        const { scene, truth } = record.metadata;
        if (isJsonObject(scene) && typeof truth === 'string')
          truths.push(`${JSON.stringify({ id: record.id, caption: truth, scene })}\n`);
        return true;
      },
    });
  };
  let { count } = await take(({ split }) => split === 'held-out');
  if (count === 0) ({ count } = await take(() => true));
  if (count === 0) return undefined;
  if (truths.length < count) return { records: files.heldOut, most };
  await replaceFile(files.truth, truths);
  return { records: files.heldOut, truth: files.truth, most };
}

async function* all(
  datasets: readonly Artifact[],
  records: (dataset: Artifact) => AsyncIterable<DatasetRecord>,
): AsyncGenerator<DatasetRecord> {
  for (const dataset of datasets) yield* records(dataset);
}

/** Where a model is measured: in its turn, on a device of the kind that it was trained on. */
export interface MeasuringPlace extends AskedTrainer {
  readonly queue: DeviceQueue;
  readonly kind: DeviceKind;
  readonly available: number;
}

/** Has a model caption held-out records, and says how good that was. Throws TRAINER_FAILED. */
export async function measureModel(
  job: { readonly folder: string; readonly spec: string; readonly model: string },
  { records, truth, most }: MeasuredOn,
  { queue, kind, available, ...python }: MeasuringPlace,
  signal: AbortSignal,
): Promise<Pick<SweepRow, 'agreement' | 'measures'>> {
  const ticket = queue.enter(job.folder, kind, 1);
  try {
    while (queue.take(ticket, available) === undefined)
      await pause(LOOK_MS, undefined, { signal, ref: false });
    const given = optionsOf({ records, ...(truth !== undefined && { truth }), most, model: job.model });
    const line = result.parse(await askScenes(python, ['measure', job.spec, ...given], signal));
    const { agreement, measures } = line;
    const asked = Object.entries(measures ?? {}).filter(([, { of }]) => of > 0);
    return {
      ...(agreement !== undefined && { agreement }),
      ...(measures && { measures: Object.fromEntries(asked.map(([name, { share }]) => [name, share])) }),
    };
  } finally {
    queue.leave(ticket);
  }
}
