import { Play, Square } from 'lucide-react';
import type { TriedBoard } from '../../core/side-by-side.ts';
import { Button } from '../parts/Button.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { captionMissing, change } from './try-state.ts';

const TEXTS = TRY_TEXTS.run;

/** Asks for everything that is missing, with the most that it can cost beside it; stops it while it is under way. */
export function CaptionButton({
  board,
  short,
}: {
  readonly board: TriedBoard;
  /** The window is narrow. */
  readonly short: boolean;
}) {
  const busy = board.columns.some(({ state }) => state === 'running' || state === 'queued');
  if (busy)
    return (
      <Button icon={Square} onClick={() => void change((api) => api.stop())}>
        {TEXTS.stop}
      </Button>
    );
  const missing = board.columns.reduce((sum, column) => sum + column.missing, 0);
  const ready = board.pictures.length > 0 && board.columns.length > 0;
  const price = priceOf(board);
  return (
    <>
      {missing > 0 && (
        <span
          className={`text-12 whitespace-nowrap ${price.over ? 'text-warn' : 'text-tx-3'}`}
          title={price.over ? TEXTS.overCap : price.words}
          data-testid="try-price"
        >
          {short ? price.short : price.words}
        </span>
      )}
      <Button
        kind="main"
        icon={Play}
        disabled={missing === 0}
        title={!ready ? TEXTS.needs : missing === 0 ? TEXTS.nothingWhy : undefined}
        onClick={() => captionMissing()}
      >
        {missing === 0 ? TEXTS.nothing : TEXTS.caption(missing)}
      </Button>
    </>
  );
}

function priceOf({ columns, capUsd, spentUsd, reservedUsd }: TriedBoard) {
  const asked = columns.filter(({ missing }) => missing > 0);
  const known = asked.filter(({ worstUsd }) => worstUsd !== undefined);
  const most = known.reduce((sum, { worstUsd = 0 }) => sum + worstUsd, 0);
  const over = capUsd !== undefined && spentUsd + reservedUsd + most > capUsd;
  if (known.length < asked.length)
    return known.length === 0 || most === 0
      ? { words: TEXTS.unknown, short: TEXTS.unknown, over }
      : { words: TEXTS.mostSome(most), short: TEXTS.mostSomeShort(most), over };
  const words = most === 0 ? TEXTS.free : TEXTS.most(most);
  return { words, short: words, over };
}
