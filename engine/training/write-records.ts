import path from 'node:path';
import type { DatasetRecord } from '../../core/artifact.ts';
import type { CaptionId } from '../../core/ids.ts';
import type { TrainRecord } from '../../core/training/train-record.ts';
import { replaceFile } from '../files/replace-file.ts';
import { resolveInside } from '../files/resolve-path.ts';

/** What became of the records on their way into a file. */
export interface WrittenRecords {
  readonly count: number;
  /** Left out because their image lies outside of its folder, or because they are no preference pair. */
  readonly leftOut: number;
}

export interface RecordsOptions {
  /** Which records are taken; all by default. */
  readonly take?: (record: DatasetRecord) => boolean;
  /** Makes preference pairs: the text that a person's edit corrects, by the caption's id. */
  readonly correctedBy?: (caption: CaptionId) => string | undefined;
  readonly onWritten?: (count: number) => void;
  readonly signal?: AbortSignal;
}

/** Writes records for the trainer, one by one, the file whole or not at all. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function writeRecords(
  file: string,
  records: AsyncIterable<DatasetRecord>,
  options: RecordsOptions = {},
): Promise<WrittenRecords> {
  const { take = () => true, correctedBy, onWritten, signal } = options;
  let count = 0;
  let leftOut = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const record of records) {
      signal?.throwIfAborted();
      if (!take(record)) continue;
      const line = toTrainRecord(record, correctedBy);
      if (line === undefined) {
        leftOut += 1;
        continue;
      }
      yield `${JSON.stringify(line)}\n`;
      count += 1;
      onWritten?.(count);
    }
  }
  await replaceFile(file, lines());
  return { count, leftOut };
}

function toTrainRecord(
  { id, images, conversations, caption }: DatasetRecord,
  correctedBy: RecordsOptions['correctedBy'],
): TrainRecord | undefined {
  const rejected = correctedBy && (caption === undefined ? undefined : correctedBy(caption));
  if (correctedBy && rejected === undefined) return undefined;
  const paths = images.map(({ root, path: place }) => placeOf(root, place));
  if (paths.some((one) => one === undefined)) return undefined;
  return {
    id,
    images: paths as string[],
    conversations: conversations.map(({ from, value }) => ({ from, value })),
    ...(rejected !== undefined && { rejected }),
  };
}

/** A stranger's record may name `../..`: what leads out of its folder is nobody's picture. */
function placeOf(root: string, place: string): string | undefined {
  try {
    return resolveInside(path.resolve(root), place);
  } catch {
    return undefined;
  }
}
