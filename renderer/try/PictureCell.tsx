import { clsx } from 'clsx';
import { OctagonAlert, X } from 'lucide-react';
import { MOST_PICTURES, type TriedBoard } from '../../core/side-by-side.ts';
import { baseName } from '../format.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { change } from './try-state.ts';

const TEXTS = TRY_TEXTS.pictures;

/** The picture that a row is about; pressing it shows it large. */
export function PictureCell({
  picture,
  onOpen,
}: {
  readonly picture: TriedBoard['pictures'][number];
  readonly onOpen: () => void;
}) {
  const { hash, path, width, height, problem } = picture;
  const name = baseName(path);
  return (
    <th
      scope="row"
      className="sticky left-0 z-10 border-line border-r border-b bg-bg-2 p-3 text-left align-top font-normal"
    >
      <div className="flex flex-col gap-1.5">
        <button type="button" aria-label={TEXTS.open(name)} onClick={onOpen} className="block rounded-4">
          <Thumbnail hash={hash} className="h-24 w-full rounded-4" />
        </button>
        <div className="flex items-center gap-1">
          <span className="mono min-w-0 flex-1 truncate text-tx-2" title={path}>
            {name}
          </span>
          <IconButton
            icon={X}
            size={24}
            iconSize={12}
            label={TEXTS.remove(name)}
            onClick={() => void change((board) => board.removePicture({ hash }))}
          />
        </div>
        {problem ? (
          <p className="flex items-start gap-1 break-words text-11 text-err">
            <OctagonAlert size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
            {problem.message}
          </p>
        ) : (
          <span className="mono text-tx-3">{TEXTS.size(width, height)}</span>
        )}
      </div>
    </th>
  );
}

/** Under the rows: that there is room for more pictures, and where they drop. */
export function MorePictures({
  count,
  over,
  columns,
}: {
  readonly count: number;
  readonly over: boolean;
  readonly columns: number;
}) {
  if (count >= MOST_PICTURES && !over) return null;
  return (
    <tr>
      <td
        colSpan={columns + 2}
        className={clsx('p-3 text-12', over ? 'bg-accent-soft text-tx-1' : 'text-tx-3')}
      >
        {over ? TEXTS.drop : TEXTS.more(count, MOST_PICTURES)}
      </td>
    </tr>
  );
}
