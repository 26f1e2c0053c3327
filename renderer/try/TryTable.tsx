import { clsx } from 'clsx';
import { EyeOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { starKey, type TriedBoard, type TriedColumnState } from '../../core/side-by-side.ts';
import { useRoom } from '../app/window-size.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { AddColumnCell } from './AddColumnCell.tsx';
import { blindOrder } from './blind-order.ts';
import { BlindHead, ColumnHead } from './ColumnHead.tsx';
import { LargePicture } from './LargePicture.tsx';
import { MorePictures, PictureCell } from './PictureCell.tsx';
import { TotalsCell } from './TotalsCell.tsx';
import { TroubleRow } from './TroubleRow.tsx';
import { TryCell } from './TryCell.tsx';
import { useTryView } from './try-state.ts';
import { useCellKeys } from './use-cell-keys.ts';
import { useColumnNames } from './use-names.ts';

const TEXTS = TRY_TEXTS;
/** Widths in pixels: of the pictures, of the last column, which adds one, and of the others. */
const PICTURE = 168;
const LAST = 148;
const NARROWEST = 196;
const WIDEST = 440;

/** Rows are pictures, columns ways of captioning. Head, pictures and totals stay in view. */
export function TryTable({ board, over }: { readonly board: TriedBoard; readonly over: boolean }) {
  const { pictures, columns, stars } = board;
  const names = useColumnNames(columns);
  const blind = useTryView((state) => state.blind);
  const chosen = useTryView((state) => state.compared);
  const compared = blind === undefined ? chosen : undefined;
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [large, setLarge] = useState<{ readonly hash: string; readonly column?: string }>();
  // In a low window totals stand after the last row instead of over the captions.
  const low = !useRoom().strip;
  const keys = useCellKeys(pictures.length, columns.length);
  const ids = useMemo(() => columns.map(({ id }) => id), [columns]);
  const starred = useMemo(() => new Set(stars), [stars]);
  const counts = columns.map(
    ({ id }) => pictures.filter(({ hash }) => starred.has(starKey(hash, id))).length,
  );
  const mostStars = Math.max(0, ...counts);
  const toggle = (hash: string) =>
    setExpanded((now) => {
      const next = new Set(now);
      if (!next.delete(hash)) next.add(hash);
      return next;
    });
  // Columns share what the window has, between these widths; beyond that the table scrolls.
  const least = PICTURE + LAST + columns.length * NARROWEST;
  const most = PICTURE + LAST + columns.length * WIDEST;
  return (
    <>
      {blind !== undefined && (
        <p className="flex items-center gap-1.5 border-line border-b bg-accent-soft px-4 py-2 text-12 text-tx-1">
          <EyeOff size={14} strokeWidth={1.75} className="shrink-0 text-accent-tx" aria-hidden />
          {TEXTS.tools.blindNote}
        </p>
      )}
      <div className="min-h-0 min-w-0 flex-1 scroll-pt-32 scroll-pb-36 scroll-pl-44 overflow-auto bg-bg-1">
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys go through its cells, which makes it a grid
          role="grid"
          aria-label={TEXTS.tools.grid}
          className="w-full table-fixed border-separate border-spacing-0"
          style={{ minWidth: least, ...(columns.length > 0 && { maxWidth: most }) }}
          onKeyDown={keys.onKeyDown}
          ref={keys.grid}
        >
          <colgroup>
            <col style={{ width: PICTURE }} />
            {columns.map(({ id }) => (
              <col key={id} />
            ))}
            <col style={columns.length === 0 ? {} : { width: LAST }} />
          </colgroup>
          <thead>
            <tr>
              <th
                scope="col"
                className="sticky top-0 left-0 z-30 border-line border-r border-b bg-bg-2 p-3 text-left align-bottom font-medium text-11 text-tx-3"
              >
                {TEXTS.pictures.row}
              </th>
              {columns.map((column, index) => {
                const name = names[index];
                if (blind !== undefined || name === undefined)
                  return <BlindHead key={column.id} index={index} />;
                const count = counts[index] ?? 0;
                return (
                  <ColumnHead
                    key={column.id}
                    board={board}
                    column={column}
                    index={index}
                    name={name}
                    stars={count}
                    best={count > 0 && count === mostStars}
                  />
                );
              })}
              <AddColumnCell board={board} />
            </tr>
          </thead>
          <tbody>
            {blind === undefined && <TroubleRow columns={columns} />}
            {pictures.map((picture, row) => {
              const order = blind === undefined ? undefined : blindOrder(blind, picture.hash, ids);
              const shown = order?.flatMap((index) => columns[index] ?? []) ?? columns;
              return (
                <tr key={picture.hash}>
                  <PictureCell picture={picture} onOpen={() => setLarge({ hash: picture.hash })} />
                  {shown.map((column, index) => (
                    <TryCell
                      key={blind === undefined ? column.id : index}
                      cell={column.cells[picture.hash] ?? { state: 'empty' }}
                      column={column.id}
                      hash={picture.hash}
                      label={cellLabel(
                        picture.path,
                        blind === undefined ? names[index]?.title : undefined,
                        index,
                      )}
                      starred={starred.has(starKey(picture.hash, column.id))}
                      blind={blind !== undefined}
                      expanded={expanded.has(picture.hash)}
                      onExpand={() => toggle(picture.hash)}
                      onOpen={() => setLarge({ hash: picture.hash, column: column.id })}
                      {...keys.cell(row, index)}
                      {...comparison(compared, column.id, picture.hash, columns)}
                    />
                  ))}
                  <td className="border-line border-b">{columns.length === 0 && <Ghosts />}</td>
                </tr>
              );
            })}
            <MorePictures count={pictures.length} over={over} columns={columns.length} />
          </tbody>
          {blind === undefined && columns.length > 0 && pictures.length > 0 && (
            <tfoot>
              <tr>
                <th
                  scope="row"
                  className={clsx(
                    'left-0 z-30 border-line border-t border-r bg-bg-2 p-3 text-left align-top font-medium text-11 text-tx-3',
                    low ? 'sticky' : 'sticky bottom-0',
                  )}
                >
                  {TEXTS.totals.title}
                </th>
                {columns.map((column) => (
                  <TotalsCell key={column.id} cells={Object.values(column.cells)} low={low} />
                ))}
                <td className={clsx('z-20 border-line border-t bg-bg-2', !low && 'sticky bottom-0')} />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {large && (
        <LargePicture
          board={board}
          names={names}
          blind={blind}
          hash={large.hash}
          {...(large.column !== undefined && { column: large.column })}
          onHash={(hash) => setLarge({ hash })}
          onClose={() => setLarge(undefined)}
        />
      )}
    </>
  );
}

/** The captions of two columns, without words. */
function Ghosts() {
  return (
    <div aria-hidden className="grid grid-cols-[repeat(auto-fill,minmax(196px,280px))] gap-6 p-3 opacity-60">
      {[1, 2].map((column) => (
        <div key={column} className="flex flex-col gap-3">
          <span className="h-2 rounded-full bg-track" />
          <span className="h-2 rounded-full bg-track" />
          <span className="h-2 w-3/5 rounded-full bg-track" />
        </div>
      ))}
    </div>
  );
}

function cellLabel(path: string, name: string | undefined, index: number): string {
  return `${path}, ${name ?? TEXTS.tools.choice(index)}`;
}

/** The other text of a comparison, and which side this one is. */
function comparison(
  compared: readonly [string, string] | undefined,
  id: string,
  hash: string,
  columns: readonly TriedColumnState[],
) {
  const at = compared?.indexOf(id) ?? -1;
  if (compared === undefined || at < 0) return {};
  const other = columns.find((column) => column.id === compared[1 - at])?.cells[hash as never];
  if (other?.state !== 'done') return {};
  return { against: { side: at === 0 ? ('before' as const) : ('after' as const), text: other.caption.text } };
}
