import { clsx } from 'clsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { AddPictures } from './AddPictures.tsx';

const TEXTS = TRY_TEXTS.pictures;
const GHOSTS = [1, 2, 3, 4];

/** An empty board: what will stand here, and what fills it. */
export function NoPictures({ over }: { readonly over: boolean }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center overflow-auto p-8">
      <div
        className={clsx(
          'flex w-full max-w-180 flex-col items-center gap-4 rounded-8 border border-dashed px-8 py-10 text-center transition-colors duration-120',
          over ? 'border-accent-line bg-accent-soft' : 'border-line-3',
        )}
      >
        <div className="flex gap-2" aria-hidden>
          {GHOSTS.map((ghost) => (
            <div key={ghost} className="flex w-30 flex-col gap-1.5 rounded-6 border border-line bg-bg-2 p-2">
              <div className={clsx('h-12 rounded-4', ghost === 1 ? 'bg-mat' : 'bg-bg-4')} />
              <div className="h-1.5 rounded-full bg-bg-4" />
              <div className="h-1.5 w-2/3 rounded-full bg-bg-4" />
            </div>
          ))}
        </div>
        <h2 className="font-semibold text-15 text-tx-1">{over ? TEXTS.drop : TEXTS.emptyTitle}</h2>
        <p className="max-w-[62ch] text-13 text-tx-2">{TEXTS.empty}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <AddPictures spread />
        </div>
      </div>
    </div>
  );
}
