import type { DatasetRecord } from '../../../core/artifact.ts';
import type { Json } from '../../../core/json.ts';
import {
  exportedPath,
  type FileFormat,
  firstTurns,
  RELATIVE,
  type Records,
  type WriteOptions,
} from './format.ts';

/** One JSON object a line, with `file_name` and `text` as image-folder loaders expect them. */
export const jsonLines: FileFormat = {
  kind: 'file',
  id: 'jsonl',
  title: 'JSON Lines',
  extension: 'jsonl',
  canImport: true,
  async *write(records: Records, options: WriteOptions = RELATIVE) {
    for await (const record of records) yield `${JSON.stringify(toJson(record, options))}\n`;
  },
};

function toJson(record: DatasetRecord, options: WriteOptions): Json {
  const { id, images, conversations, model, split, metadata } = record;
  const [image] = images;
  const isSimple = images.length === 1 && conversations.length <= 2;
  return {
    ...(image && images.length === 1 && { file_name: exportedPath(image, options) }),
    ...(images.length > 1 && { images: images.map((one) => exportedPath(one, options)) }),
    ...firstTurns(record),
    id,
    ...(model !== undefined && { model }),
    ...(split !== undefined && { split }),
    ...(image && { width: image.width, height: image.height }),
    // what question and text cannot say
    ...(!isSimple && { conversations: conversations.map(({ from, value }) => ({ from, value })) }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
