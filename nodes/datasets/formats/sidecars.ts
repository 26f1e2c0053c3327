import type { DatasetRecord } from '../../../core/artifact.ts';
import {
  exportedPath,
  type FilesFormat,
  firstTurns,
  RELATIVE,
  type Records,
  type WriteOptions,
} from './format.ts';

/** The captions of one image as its text file has them. */
export interface SidecarText {
  readonly image: DatasetRecord['images'][number];
  /** The image's path as exported. */
  readonly path: string;
  /** One caption a line. */
  readonly text: string;
}

export interface SidecarOptions extends WriteOptions {
  /** Put before every caption, with a comma. */
  readonly trigger?: string;
}

/**
 * Captions by image, in the order of the records; neighbouring records of the same file are one text of several lines. Line ends within a
 * caption become spaces, because trainers read a line as a caption. Records with no or several images have no sidecar.
 */
export async function* sidecarTexts(
  records: Records,
  options: SidecarOptions = RELATIVE,
): AsyncIterable<SidecarText> {
  const close = (image: SidecarText['image'], lines: readonly string[]): SidecarText => ({
    image,
    path: exportedPath(image, options),
    text: lines.join('\n'),
  });
  let open: { image: SidecarText['image']; lines: string[] } | undefined;
  for await (const record of records) {
    const [image, ...more] = record.images;
    if (!image || more.length > 0) continue;
    const caption = firstTurns(record)
      .text.replace(/\s*[\r\n]+\s*/g, ' ')
      .trim();
    const line = withTrigger(caption, options.trigger?.trim() ?? '');
    if (open && open.image.root === image.root && open.image.path === image.path) {
      if (!open.lines.includes(line)) open.lines.push(line);
      continue;
    }
    if (open) yield close(open.image, open.lines);
    open = { image, lines: [line] };
  }
  if (open) yield close(open.image, open.lines);
}

/** The trigger word and a comma before the text, unless it begins with the word already. */
function withTrigger(text: string, trigger: string): string {
  if (trigger === '' || text === trigger || text.startsWith(`${trigger},`) || text.startsWith(`${trigger} `))
    return text;
  return text === '' ? trigger : `${trigger}, ${text}`;
}

/** A text file for each image. `datasets.export-sidecars` writes them, and keeps what people wrote. */
export const sidecars: FilesFormat = {
  kind: 'files',
  id: 'sidecars',
  title: 'Text files',
  extension: 'txt',
  canImport: false,
  entries: sidecarTexts,
};
