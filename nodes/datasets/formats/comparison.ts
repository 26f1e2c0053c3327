import { stringify } from 'csv-stringify/sync';
import type { DatasetRecord } from '../../../core/artifact.ts';
import { type Comparison, comparisonIn } from '../../evaluation/comparison.ts';
import {
  exportedPath,
  type FileFormat,
  firstTurns,
  RELATIVE,
  type Records,
  type WriteOptions,
} from './format.ts';

const COLUMNS = [
  'image',
  'agreement',
  'first model',
  'first words',
  'first caption',
  'second model',
  'second words',
  'second caption',
] as const;

/**
 * A table with one row an image: both captions side by side, their lengths in words and the share of words that both use. A record that
 * was not compared has its caption as the first one and nothing beside it. Cells are guarded as in plain CSV.
 */
export const comparisonTable: FileFormat = {
  kind: 'file',
  id: 'comparison',
  title: 'comparison',
  extension: 'csv',
  canImport: false,
  async *write(records: Records, options: WriteOptions = RELATIVE) {
    yield row(COLUMNS);
    for await (const record of records) yield row(cells(record, options));
  },
};

function row(values: readonly (string | number)[]): string {
  return stringify([[...values]], { escape_formulas: true, record_delimiter: '\r\n' });
}

function cells(record: DatasetRecord, options: WriteOptions): (string | number)[] {
  const path = record.images.map((one) => exportedPath(one, options)).join(' ');
  const compared = comparisonIn(record.metadata);
  if (compared === undefined) return [path, '', record.model ?? '', '', firstTurns(record).text, '', '', ''];
  const { agreement, first, second } = compared;
  return [path, agreement, first.model, first.words, first.text, second.model, second.words, second.text];
}

/** Adds comparisons up and says in one line how the two captioners differ. */
export class ComparisonTally {
  #count = 0;
  #agreement = 0;
  readonly #words = { first: 0, second: 0 };
  readonly #models = { first: new Set<string>(), second: new Set<string>() };

  add(record: DatasetRecord): void {
    const compared = comparisonIn(record.metadata);
    if (compared) this.#take(compared);
  }

  /** '' where nothing was compared. Means over the images, agreement in whole percent. */
  text(): string {
    if (this.#count === 0) return '';
    const mean = (sum: number) => Math.round(sum / this.#count);
    const name = (side: 'first' | 'second') => {
      const [only, ...more] = this.#models[side];
      return only !== undefined && more.length === 0 ? only : `the ${side}`;
    };
    const alike = name('first') === name('second');
    const [one, other] = alike ? ['the first', 'the second'] : [name('first'), name('second')];
    const { first, second } = this.#words;
    return `agreement ${mean(this.#agreement * 100)}% on average, ${mean(first)} words by ${one} and ${mean(second)} by ${other}`;
  }

  #take({ agreement, first, second }: Comparison): void {
    this.#count += 1;
    this.#agreement += agreement;
    this.#words.first += first.words;
    this.#words.second += second.words;
    this.#models.first.add(first.model);
    this.#models.second.add(second.model);
  }
}
