import { OctagonAlert } from 'lucide-react';
import type { TriedColumnState } from '../../core/side-by-side.ts';
import { Button } from '../parts/Button.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { TEXTS as COMMON } from '../texts.ts';
import { helpColumn, helps } from './column-help.ts';
import { Answer } from './TryCell.tsx';
import { captionMissing, change } from './try-state.ts';

const TEXTS = TRY_TEXTS.head;

/** Below the heads, where any column is held up: why, and what helps. */
export function TroubleRow({ columns }: { readonly columns: readonly TriedColumnState[] }) {
  if (columns.every(({ reason }) => reason === undefined)) return null;
  return (
    <tr>
      <th scope="row" className="sticky left-0 z-10 border-line border-r border-b bg-bg-2">
        <span className="sr-only">{TEXTS.held}</span>
      </th>
      {columns.map((column) => (
        <td key={column.id} className="border-line border-r border-b p-2 align-top">
          <ColumnTrouble column={column} />
        </td>
      ))}
      <td className="border-line border-b" />
    </tr>
  );
}

/** What holds a column up: what is so, what to do, and the buttons that do it. */
function ColumnTrouble({ column }: { readonly column: TriedColumnState }) {
  const { reason } = column;
  if (reason === undefined) return null;
  return (
    <div className="flex flex-col gap-1 rounded-4 bg-err-soft p-2 text-12" data-testid="try-trouble">
      <p role="alert" className="flex items-start gap-1.5 break-words font-medium text-err">
        <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
        <span className="min-w-0 break-words">{reason.message}</span>
      </p>
      {reason.remedy !== undefined && <p className="break-words text-tx-1">{reason.remedy}</p>}
      {reason.excerpt !== undefined && <Answer excerpt={reason.excerpt} />}
      <div className="mt-1 flex flex-wrap gap-1.5">
        {helps(reason.fix) && (
          <Button size="small" onClick={() => helpColumn(column, reason.fix)}>
            {reason.code === 'PRICE_MISSING' ? TEXTS.enterPrice : COMMON.fixes[reason.fix]}
          </Button>
        )}
        {reason.code === 'PRICE_MISSING' && (
          <Button
            size="small"
            onClick={() =>
              void change(async (board) => {
                await board.setCap({ capUsd: null });
                await board.caption({ columns: [column.id] });
              })
            }
          >
            {TEXTS.withoutCap}
          </Button>
        )}
        {reason.code !== 'PRICE_MISSING' && (
          <Button size="small" onClick={() => captionMissing([column.id])}>
            {TEXTS.again}
          </Button>
        )}
      </div>
    </div>
  );
}
