import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact, DatasetRecord } from '../../../core/artifact.ts';
import type { JobResult } from '../../../core/node-context.ts';
import type { NewModelRequest } from '../../../core/training/new-model.ts';
import type { AskedTrainer } from '../ask-trainer.ts';
import type { ModelShelf } from '../model-shelf.ts';
import { writeRecords } from '../write-records.ts';
import { askScenes } from './ask-scenes.ts';
import { optionsOf } from './draw-scenes.ts';

/** Makes a model with new weights and a tokenizer of these texts, and puts it on the shelf. Throws TRAINER_FAILED where its sizes do not fit together. */
export async function makeModel(
  { title, texts, ...sizes }: NewModelRequest,
  parent: string,
  {
    python,
    shelf,
    signal,
    records,
  }: {
    readonly python: AskedTrainer;
    readonly shelf: ModelShelf;
    readonly signal: AbortSignal;
    readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  },
): Promise<JobResult> {
  const folder = path.join(parent, `new-model-${process.pid}-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  try {
    async function* all() {
      for (const dataset of texts) yield* records(dataset);
    }
    const file = path.join(folder, 'records.jsonl');
    await writeRecords(file, all(), { signal, take: ({ split }) => split !== 'held-out' });
    const out = path.join(folder, 'model');
    await askScenes(python, ['new-model', ...optionsOf({ records: file, ...sizes, out })], signal);
    const { digest, bytes } = await shelf.adopt(out);
    return {
      summary: `${(bytes / 1e6).toFixed(1)} MB of new weights`,
      artifact: {
        kind: 'model',
        title,
        records: [],
        digest,
        card: () => ({ ...sizes, bytes, untrained: true }),
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
