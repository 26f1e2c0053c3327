import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { JobContext } from '../../core/node-context.ts';
import { createUniqueNames } from '../compact-set.ts';
import { param } from '../param.ts';

export type Part = 'all' | 'train' | 'held-out';

/** Which records of a dataset are exported. */
export const partParam = param(z.enum(['all', 'train', 'held-out']).default('all'), {
  label: 'Records',
  widget: 'segmented',
  options: { all: 'All', train: 'Without held out', 'held-out': 'Held out only' },
  card: true,
});

/** The records of one part of several datasets, one after the other, with ids that are unique across them. Can be walked again. */
export function recordsOfPart(
  datasets: readonly Artifact[],
  part: Part,
  { records, progress, signal }: Pick<JobContext, 'records' | 'progress' | 'signal'>,
): AsyncIterable<DatasetRecord> {
  const total = datasets.reduce((sum, { count }) => sum + count, 0);
  return {
    async *[Symbol.asyncIterator]() {
      const unique = createUniqueNames();
      let done = 0;
      for (const dataset of datasets) {
        for await (const record of records(dataset)) {
          signal.throwIfAborted();
          done += 1;
          if (done % 100 === 0 || done === total) progress(done, total);
          if (part !== 'all' && (record.split ?? 'train') !== part) continue;
          yield { ...record, id: unique(record.id) };
        }
      }
    },
  };
}

/** A count with its noun, e.g. `1 record`, `1,204 records`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
