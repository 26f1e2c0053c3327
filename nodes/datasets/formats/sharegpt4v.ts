import type { DatasetRecord } from '../../../core/artifact.ts';
import type { Json } from '../../../core/json.ts';
import { exportedPath, type FileFormat, RELATIVE, type Records, type WriteOptions } from './format.ts';

/** One JSON array in the form of ShareGPT4V and LLaVA; records without a picture have no `image`, as in the published files. */
export const shareGpt4v: FileFormat = {
  kind: 'file',
  id: 'sharegpt4v',
  title: 'ShareGPT4V',
  extension: 'json',
  canImport: true,
  write,
};

async function* write(records: Records, options: WriteOptions = RELATIVE): AsyncIterable<string> {
  let count = 0;
  for await (const record of records) {
    count += 1;
    yield `${count === 1 ? '[\n' : ',\n'}${JSON.stringify(toJson(record, options))}`;
  }
  yield count === 0 ? '[]\n' : '\n]\n';
}

function toJson({ id, images, conversations, model }: DatasetRecord, options: WriteOptions): Json {
  const paths = images.map((image) => exportedPath(image, options));
  return {
    id,
    ...(paths.length === 1 && { image: paths[0] ?? '' }),
    ...(paths.length > 1 && { image: paths }),
    conversations: conversations.map(({ from, value }) => ({ from, value })),
    ...((model || paths.length === 0) && { model: model ?? '' }),
  };
}
