import { OctagonAlert } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { NoPictures } from './NoPictures.tsx';
import { Refusals } from './Refusals.tsx';
import { TryHeader } from './TryHeader.tsx';
import { TryTable } from './TryTable.tsx';
import { takeDropped, takePasted } from './take-pictures.ts';
import { useTry, watchBoard } from './try-state.ts';

/** A few pictures before several captioners. `standalone` where no project is open: the screen is then the whole window. */
export function TryScreen({ standalone = false }: { readonly standalone?: boolean }) {
  const [attempt, setAttempt] = useState(0);
  const board = useTry((state) => state.board);
  const error = useTry((state) => state.error);
  const drop = useDropTarget();
  useEffect(() => {
    const abort = new AbortController();
    // A new attempt opens the stream at once instead of after its pause.
    void watchBoard(abort.signal, attempt);
    return () => abort.abort();
  }, [attempt]);
  usePaste();
  const body =
    error !== undefined ? (
      <EmptyState
        title={TRY_TEXTS.locked}
        text={
          <span className="inline-flex items-start gap-1.5">
            <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0 text-err" aria-hidden />
            <span role="alert">
              {error.message} {error.remedy}
            </span>
          </span>
        }
        actions={<Button onClick={() => setAttempt(attempt + 1)}>{TRY_TEXTS.retry}</Button>}
      />
    ) : board === undefined ? (
      <EmptyState text={TRY_TEXTS.connecting} actions={<Spinner />} />
    ) : (
      <>
        <Refusals />
        {board.pictures.length === 0 && board.columns.length === 0 ? (
          <NoPictures over={drop.over} />
        ) : (
          <TryTable board={board} over={drop.over} />
        )}
      </>
    );
  const Root = standalone ? 'main' : 'div';
  return (
    <Root
      data-region="main"
      data-testid="try"
      className="flex h-full min-h-0 min-w-0 flex-col bg-bg-1"
      {...(standalone && { 'aria-label': TRY_TEXTS.title })}
      {...drop.handlers}
    >
      <TryHeader board={board} standalone={standalone} />
      {body}
    </Root>
  );
}

/** Pictures on the clipboard come onto the board, wherever on this screen nothing is being typed. */
function usePaste(): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const target = event.target;
      if (
        target instanceof HTMLElement &&
        target.closest('input, textarea, [contenteditable], [role=dialog]')
      )
        return;
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void takePasted(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
}

function useDropTarget() {
  const [over, setOver] = useState(false);
  // Entering a child leaves its parent: only the balance tells whether the pointer is still inside.
  const depth = useRef(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const enter = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (carriesFiles(event)) enter(1);
      },
      onDragLeave: (event: DragEvent) => {
        if (carriesFiles(event)) enter(-1);
      },
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDrop: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        void takeDropped(event.dataTransfer);
      },
    },
  };
}
