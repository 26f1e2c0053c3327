import type { DatasetRecord } from '../../../core/artifact.ts';
import { nameOf } from '../../file-path.ts';

export interface WriteOptions {
  /** Puts the name of each image's root before its path, so that paths of several roots cannot meet. */
  readonly withRoot: boolean;
}

interface FormatFacts {
  readonly id: string;
  readonly title: string;
  /** Without the dot. */
  readonly extension: string;
  /** Whether `sources.dataset-file` reads what this writes. */
  readonly canImport: boolean;
}

export type Records = Iterable<DatasetRecord> | AsyncIterable<DatasetRecord>;

/** One file for the whole dataset. */
export interface FileFormat extends FormatFacts {
  readonly kind: 'file';
  /** The file's text in pieces, about one a record. */
  readonly write: (records: Records, options?: WriteOptions) => AsyncIterable<string>;
}

/** A file for each image. */
export interface FilesFormat extends FormatFacts {
  readonly kind: 'files';
  /** The images' paths with the text of the file that belongs to each. */
  readonly entries: (
    records: Records,
    options?: WriteOptions,
  ) => AsyncIterable<{ readonly path: string; readonly text: string }>;
}

export type DatasetFormat = FileFormat | FilesFormat;

export const RELATIVE: WriteOptions = { withRoot: false };

/** An image's path as a record names it. */
export function exportedPath(image: DatasetRecord['images'][number], { withRoot }: WriteOptions): string {
  if (!withRoot) return image.path;
  const root = nameOf(image.root.replaceAll('\\', '/').replace(/\/+$/, ''));
  return `${root || 'root'}/${image.path}`;
}

/** Whether the images lie under several roots, so that their relative paths could meet. */
export async function hasSeveralRoots(records: Records): Promise<boolean> {
  let first: string | undefined;
  for await (const { images } of records) {
    for (const { root } of images) {
      if (first !== undefined && root !== first) return true;
      first = root;
    }
  }
  return false;
}

/** First question and first reply, with the mark of the picture taken out; '' where there is none. */
export function firstTurns({ conversations }: DatasetRecord): {
  readonly question: string;
  readonly text: string;
} {
  const of = (speaker: string) => conversations.find(({ from }) => from === speaker)?.value ?? '';
  return {
    question: of('human')
      .replace(/\s*<image>\s*/g, '\n')
      .trim(),
    text: of('gpt'),
  };
}
