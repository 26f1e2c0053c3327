import { stringify } from 'csv-stringify/sync';
import type { DatasetRecord } from '../../../core/artifact.ts';
import {
  exportedPath,
  type FileFormat,
  firstTurns,
  RELATIVE,
  type Records,
  type WriteOptions,
} from './format.ts';

const COLUMNS = ['id', 'image', 'question', 'caption', 'model', 'split', 'width', 'height'] as const;

/**
 * A table with one row a record, first question and first reply only. What a spreadsheet would take for a formula gets an apostrophe before
 * it: captions and metadata come from strangers.
 */
export const csv: FileFormat = {
  kind: 'file',
  id: 'csv',
  title: 'CSV',
  extension: 'csv',
  canImport: false,
  async *write(records: Records, options: WriteOptions = RELATIVE) {
    yield row(COLUMNS);
    for await (const record of records) yield row(cells(record, options));
  },
};

function row(cells: readonly (string | number)[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: '\r\n' });
}

function cells(record: DatasetRecord, options: WriteOptions): (string | number)[] {
  const { id, images, model, split } = record;
  const { question, text } = firstTurns(record);
  const [image] = images;
  const paths = images.map((one) => exportedPath(one, options)).join(' ');
  return [id, paths, question, text, model ?? '', split ?? '', image?.width ?? '', image?.height ?? ''];
}
