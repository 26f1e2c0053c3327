import { ChevronLeft, ChevronRight, Star, TriangleAlert } from 'lucide-react';
import { starKey, type TriedBoard } from '../../core/side-by-side.ts';
import { baseName } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Chip } from '../parts/Chip.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { blindOrder } from './blind-order.ts';
import type { ColumnName } from './column-names.ts';
import { Numbers } from './TryCell.tsx';
import { change } from './try-state.ts';

const TEXTS = TRY_TEXTS.large;

/** One picture with all that was written about it; arrow keys go to its neighbours. */
export function LargePicture({
  board,
  names,
  blind,
  hash,
  column,
  onHash,
  onClose,
}: {
  readonly board: TriedBoard;
  readonly names: readonly ColumnName[];
  readonly blind: number | undefined;
  readonly hash: string;
  /** The caption that is looked at first. */
  readonly column?: string;
  readonly onHash: (hash: string) => void;
  readonly onClose: () => void;
}) {
  const { pictures, columns } = board;
  const at = pictures.findIndex((picture) => picture.hash === hash);
  const picture = pictures[at];
  if (picture === undefined) return null;
  const go = (step: number) => {
    const next = pictures[at + step];
    if (next) onHash(next.hash);
  };
  const ids = columns.map(({ id }) => id);
  const order = blind === undefined ? ids.map((_, index) => index) : blindOrder(blind, hash, ids);
  return (
    <Dialog open onClose={onClose} width={1180} title={baseName(picture.path)} bare>
      {/* It takes the first focus, so that arrow keys work at once; a button's tooltip would take the first Esc. */}
      <section
        aria-label={TEXTS.title(baseName(picture.path))}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys turn to the neighbours
        tabIndex={0}
        className="grid h-[68vh] focus-visible:outline-offset-[-2px] grid-cols-[minmax(0,1fr)_440px] max-[900px]:grid-cols-1 max-[900px]:overflow-auto"
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') go(-1);
          else if (event.key === 'ArrowRight') go(1);
          else return;
          event.preventDefault();
        }}
      >
        <div className="relative flex min-h-0 items-center justify-center bg-mat p-4">
          <img
            src={native().pictureUrl(hash)}
            alt={picture.path}
            draggable={false}
            className="max-h-full max-w-full object-contain"
          />
          <div className="absolute bottom-2 left-1/2 flex -translate-x-1/2 items-center gap-1 rounded-6 border border-line-2 bg-bg-3 px-1 py-0.5 shadow-2">
            <IconButton
              icon={ChevronLeft}
              label={TEXTS.earlier}
              keys="←"
              disabled={at === 0}
              onClick={() => go(-1)}
            />
            <span className="mono px-1 text-tx-2">{TEXTS.of(at + 1, pictures.length)}</span>
            <IconButton
              icon={ChevronRight}
              label={TEXTS.later}
              keys="→"
              disabled={at === pictures.length - 1}
              onClick={() => go(1)}
            />
          </div>
        </div>
        <section
          className="min-h-0 overflow-auto border-line border-l"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          tabIndex={0}
          aria-label={TRY_TEXTS.tools.grid}
        >
          {columns.length === 0 && <p className="p-4 text-12 text-tx-2">{TEXTS.none}</p>}
          {order.map((index, place) => {
            const one = columns[index];
            if (one === undefined) return null;
            const name = blind === undefined ? names[index] : undefined;
            return (
              <OneCaption
                key={one.id}
                board={board}
                hash={hash}
                id={one.id}
                title={
                  name
                    ? [name.title, name.prompt, ...name.settings].join(' · ')
                    : TRY_TEXTS.tools.choice(place)
                }
                blind={blind !== undefined}
                first={one.id === column}
              />
            );
          })}
        </section>
      </section>
    </Dialog>
  );
}

function OneCaption({
  board,
  hash,
  id,
  title,
  blind,
  first,
}: {
  readonly board: TriedBoard;
  readonly hash: string;
  readonly id: string;
  readonly title: string;
  readonly blind: boolean;
  readonly first: boolean;
}) {
  const cell = board.columns.find((column) => column.id === id)?.cells[hash as never];
  const starred = board.stars.includes(starKey(hash, id));
  return (
    <article
      className={`border-line border-b p-4 last:border-b-0 ${starred ? 'bg-accent-soft' : ''}`}
      ref={(element) => {
        if (first) element?.scrollIntoView({ block: 'nearest' });
      }}
    >
      <div className="mb-1.5 flex items-start gap-2">
        <h3 className="min-w-0 flex-1 break-words font-medium text-12 text-tx-2">{title}</h3>
        {cell?.state === 'done' && (
          <IconButton
            icon={Star}
            size={24}
            iconSize={14}
            label={starred ? TRY_TEXTS.cell.unstar : TRY_TEXTS.cell.star}
            aria-pressed={starred}
            className={starred ? '[&_svg]:fill-current' : ''}
            onClick={() => void change((api) => api.star({ hash: hash as never, column: id, on: !starred }))}
          />
        )}
      </div>
      {cell?.state === 'done' ? (
        <>
          <p className="max-w-[75ch] select-text whitespace-pre-wrap break-words text-13 text-tx-1 leading-[21px]">
            {cell.caption.text}
          </p>
          <div className="mt-2 flex flex-wrap items-center gap-2">
            {!blind && <Numbers caption={cell.caption} />}
            {cell.caption.flags.map(({ reason, detail }) => (
              <span key={reason} title={detail}>
                <Chip tone="warn" icon={TriangleAlert}>
                  {reason}
                </Chip>
              </span>
            ))}
          </div>
          {!blind && cell.caption.prompt !== '' && (
            <details className="mt-2">
              <summary className="text-11 text-tx-3">{TRY_TEXTS.cell.asSent}</summary>
              <p className="mono mt-1 select-text whitespace-pre-wrap break-words rounded-4 bg-field p-2 text-tx-2">
                {cell.caption.prompt}
              </p>
            </details>
          )}
        </>
      ) : (
        <p className={`text-12 ${cell?.state === 'failed' ? 'text-err' : 'text-tx-3'}`}>
          {cell?.state === 'failed' && !blind ? cell.error.message : TRY_TEXTS.cell[cell?.state ?? 'empty']}
        </p>
      )}
    </article>
  );
}
