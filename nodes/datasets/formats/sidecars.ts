import type { DatasetRecord } from '../../../core/artifact.ts';
import { withoutExtension } from '../../file-path.ts';
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
  /** One caption a line. */
  readonly text: string;
}

/**
 * Captions by image, in the order of the records; neighbouring records of the same file are one text of several lines. Line ends within a
 * caption become spaces, because trainers read a line as a caption. Records with no or several images have no sidecar.
 */
export async function* sidecarTexts(records: Records, trigger = ''): AsyncIterable<SidecarText> {
  let open: { image: SidecarText['image']; lines: string[] } | undefined;
  for await (const record of records) {
    const [image, ...more] = record.images;
    if (!image || more.length > 0) continue;
    const line = withTrigger(
      firstTurns(record)
        .text.replace(/\s*[\r\n]+\s*/g, ' ')
        .trim(),
      trigger.trim(),
    );
    if (open && open.image.root === image.root && open.image.path === image.path) {
      if (!open.lines.includes(line)) open.lines.push(line);
      continue;
    }
    if (open) yield { image: open.image, text: open.lines.join('\n') };
    open = { image, lines: [line] };
  }
  if (open) yield { image: open.image, text: open.lines.join('\n') };
}

/** The trigger word and a comma before the text, unless it begins with the word already. */
function withTrigger(text: string, trigger: string): string {
  if (trigger === '' || text === trigger || text.startsWith(`${trigger},`) || text.startsWith(`${trigger} `))
    return text;
  return text === '' ? trigger : `${trigger}, ${text}`;
}

/** A text file for each image, in a folder of its own. Beside the images they are written by the node, which keeps what people wrote. */
export const sidecars: FilesFormat = {
  kind: 'files',
  id: 'sidecars',
  title: 'Text files',
  extension: 'txt',
  canImport: false,
  async *entries(records: Records, options: WriteOptions = RELATIVE) {
    for await (const { image, text } of sidecarTexts(records))
      yield { path: `${withoutExtension(exportedPath(image, options))}.txt`, text };
  },
};
