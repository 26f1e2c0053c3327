import { clsx } from 'clsx';
import { ArrowLeft, Copy, Ellipsis, Eye, EyeOff, Plus, Square, WandSparkles } from 'lucide-react';
import { useState } from 'react';
import type { TriedBoard } from '../../core/side-by-side.ts';
import { goTo } from '../app/screen.ts';
import { useRoom } from '../app/window-size.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { toast } from '../parts/Toast.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { AddColumnsDialog } from './AddColumnsDialog.tsx';
import { AddPictures } from './AddPictures.tsx';
import { CapMeter } from './CapMeter.tsx';
import { CaptionButton } from './CaptionButton.tsx';
import { fullName } from './column-names.ts';
import { MakeFlowDialog } from './MakeFlowDialog.tsx';
import { markdownTable } from './markdown-table.ts';
import { change, useTryView } from './try-state.ts';
import { useColumnNames } from './use-names.ts';
import { WordDifferences } from './WordDifferences.tsx';

const TEXTS = TRY_TEXTS;

/** Title, what may be put on the board, how it is looked at, money, and the buttons that ask and that go on. */
export function TryHeader({
  board,
  standalone,
}: {
  readonly board: TriedBoard | undefined;
  readonly standalone: boolean;
}) {
  const filled = board !== undefined && (board.pictures.length > 0 || board.columns.length > 0);
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-b bg-bg-1 px-4 py-2">
      {standalone && <IconButton icon={ArrowLeft} label={TEXTS.back} onClick={() => goTo('start')} />}
      <h1
        className={clsx(
          'mr-2 font-semibold text-15 text-tx-1 whitespace-nowrap',
          filled && 'max-[1119px]:sr-only',
        )}
      >
        {TEXTS.title}
      </h1>
      {filled ? <Tools board={board} /> : <p className="text-12 text-tx-3">{TEXTS.subtitle}</p>}
      {board && <Announcer board={board} />}
    </header>
  );
}

function Tools({ board }: { readonly board: TriedBoard }) {
  const [adding, setAdding] = useState(false);
  const [making, setMaking] = useState(false);
  const blind = useTryView((state) => state.blind !== undefined);
  const wide = useRoom().inspector;
  const replied = board.columns.some(({ cells }) =>
    Object.values(cells).some(({ state }) => state === 'done'),
  );
  return (
    <>
      <AddPictures short={!wide} />
      {wide ? (
        <Button icon={Plus} onClick={() => setAdding(true)}>
          {TEXTS.columns.add}
        </Button>
      ) : (
        <IconButton icon={Plus} bordered label={TEXTS.columns.add} onClick={() => setAdding(true)} />
      )}
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      {blind ? (
        <Button icon={Eye} onClick={() => useTryView.setState({ blind: undefined })}>
          {TEXTS.tools.reveal}
        </Button>
      ) : (
        <Button
          kind="quiet"
          icon={EyeOff}
          title={TEXTS.tools.blindHint}
          disabled={board.columns.length < 2 || !replied}
          onClick={() => useTryView.setState({ blind: newSeed() })}
        >
          {TEXTS.tools.blind}
        </Button>
      )}
      <WordDifferences columns={board.columns} disabled={blind} wide={wide} />
      <MoreMenu board={board} />
      <span className="flex-1" />
      <CapMeter board={board} />
      <CaptionButton board={board} short={!wide} />
      <Button
        icon={WandSparkles}
        disabled={!replied}
        title={replied ? undefined : TEXTS.flow.needs}
        onClick={() => {
          useTryView.setState({ blind: undefined });
          setMaking(true);
        }}
      >
        {TEXTS.flow.button}
      </Button>
      {adding && <AddColumnsDialog board={board} onClose={() => setAdding(false)} />}
      {making && <MakeFlowDialog board={board} onClose={() => setMaking(false)} />}
    </>
  );
}

function MoreMenu({ board }: { readonly board: TriedBoard }) {
  const names = useColumnNames(board.columns);
  const blind = useTryView((state) => state.blind !== undefined);
  const busy = board.columns.some(({ state }) => state !== 'idle');
  const copy = () => {
    navigator.clipboard.writeText(markdownTable(board, names.map(fullName))).then(
      () => toast(TEXTS.tools.copied),
      () => toast(TEXTS.tools.notCopied, { tone: 'err' }),
    );
  };
  const clear = () => {
    void change((api) => api.clear()).then((done) => {
      if (done) toast(TEXTS.tools.cleared);
    });
  };
  return (
    <Menu
      trigger={<IconButton icon={Ellipsis} label={TEXTS.tools.more} />}
      groups={[
        [{ label: TEXTS.tools.copy, icon: Copy, disabled: blind, onChoose: copy }],
        [
          ...(busy
            ? [{ label: TEXTS.run.stop, icon: Square, onChoose: () => void change((api) => api.stop()) }]
            : []),
          { label: TEXTS.tools.clear, danger: true, onChoose: clear },
        ],
      ]}
    />
  );
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** What a screen reader is told: counts when the work begins and ends, problems of columns at once. */
function Announcer({ board }: { readonly board: TriedBoard }) {
  const cells = board.columns.flatMap((column) => Object.values(column.cells));
  const busy = board.columns.some(({ state }) => state === 'running' || state === 'queued');
  const count = (state: string) => cells.filter((cell) => cell.state === state).length;
  const words = TEXTS.run.announce(count('done'), cells.length, count('failed'));
  // Only when the work begins or ends: every single caption would be too much.
  const [said, setSaid] = useState({ busy, words: '' });
  if (said.busy !== busy) setSaid({ busy, words });
  return (
    <p role="status" className="sr-only">
      {said.words}
    </p>
  );
}
