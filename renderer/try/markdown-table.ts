import { starKey, summarize, type TriedBoard, type TriedCell } from '../../core/side-by-side.ts';
import { formatElapsed, formatMoney } from '../format.ts';
import { TRY_TEXTS } from '../texts/try.ts';

/** The board as a Markdown table: a row an image, a column a way of captioning, the means at the end. */
export function markdownTable({ pictures, columns, stars }: TriedBoard, names: readonly string[]): string {
  const rows = [
    [TRY_TEXTS.table.image, ...names],
    ['---', ...names.map(() => '---')],
    ...pictures.map(({ hash, path }) => [
      path,
      ...columns.map(({ id, cells }) => {
        const star = stars.includes(starKey(hash, id)) ? '★ ' : '';
        return star + cellText(cells[hash]);
      }),
    ]),
    [TRY_TEXTS.table.totals, ...columns.map(({ cells }) => totalsText(Object.values(cells)))],
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${rows.map((cells, index) => line(index === 1 ? cells : cells.map(escaped))).join('\n')}\n`;
}

/** Captions are a stranger's text: nothing in them may end a cell, a row or a sentence's plain words. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~#]/g, '\\$&')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function cellText(cell: TriedCell | undefined): string {
  if (cell?.state === 'failed') return `${TRY_TEXTS.cell.failed}: ${cell.error.message}`;
  if (cell?.state !== 'done') return '';
  const { text, flags } = cell.caption;
  return flags.length === 0 ? text : `(${flags.map(({ reason }) => reason).join(', ')}) ${text}`;
}

function totalsText(cells: readonly TriedCell[]): string {
  const { meanLength, meanMs, usdPerThousand } = summarize(cells);
  return [
    meanLength !== undefined && TRY_TEXTS.totals.lengthValue(meanLength),
    meanMs !== undefined && formatElapsed(meanMs),
    usdPerThousand && `${formatMoney(usdPerThousand.value)} / 1,000`,
  ]
    .filter(Boolean)
    .join(', ');
}
