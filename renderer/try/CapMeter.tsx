import { Wallet } from 'lucide-react';
import { useState } from 'react';
import { create } from 'zustand';
import type { TriedBoard } from '../../core/side-by-side.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Popover } from '../parts/Popover.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { change } from './try-state.ts';

const TEXTS = TRY_TEXTS.money;

/** Whether the cap's editor is open; a reached cap opens it, too. */
export const useTryCap = create<{ readonly open: boolean }>(() => ({ open: false }));

/** What this board has spent, against its cap; pressing it edits the cap. */
export function CapMeter({ board }: { readonly board: TriedBoard }) {
  const open = useTryCap((state) => state.open);
  const { spentUsd, capUsd } = board;
  return (
    <Popover
      open={open}
      onOpen={(next) => useTryCap.setState({ open: next })}
      label={TEXTS.title}
      trigger={
        <button
          type="button"
          aria-label={TEXTS.label(spentUsd, capUsd)}
          className="mono flex h-7 shrink-0 items-center gap-1.5 rounded-4 px-1.5 text-tx-2 hover:bg-bg-4"
        >
          <Wallet size={14} strokeWidth={1.75} aria-hidden />
          {TEXTS.short(spentUsd, capUsd)}
        </button>
      }
    >
      <CapEditor board={board} />
    </Popover>
  );
}

function CapEditor({ board }: { readonly board: TriedBoard }) {
  const [value, setValue] = useState<number | string>(board.capUsd ?? '');
  const valid = typeof value === 'number' && value >= 0 && value <= 1e6;
  const wrong = !valid && value !== '';
  const set = (capUsd: number | null) =>
    void change((api) => api.setCap({ capUsd })).then((done) => {
      if (done) useTryCap.setState({ open: false });
    });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) set(value);
      }}
    >
      <div className="flex flex-col gap-1">
        <span className="font-medium text-11 text-tx-2">{TEXTS.title}</span>
        <NumberField
          label={TEXTS.title}
          start="$"
          min={0}
          max={1e6}
          value={typeof value === 'number' ? value : undefined}
          typed={typeof value === 'string' ? value : undefined}
          onValue={setValue}
          invalid={wrong}
        />
        <span className={`text-11 ${wrong ? 'text-err' : 'text-tx-3'}`}>
          {wrong ? TEXTS.invalid : TEXTS.help}
        </span>
      </div>
      {board.reservedUsd > 0 && <p className="text-11 text-tx-2">{TEXTS.reserved(board.reservedUsd)}</p>}
      <div className="flex justify-end gap-2">
        {board.capUsd !== undefined && (
          <Button kind="quiet" onClick={() => set(null)}>
            {TEXTS.remove}
          </Button>
        )}
        <Button kind="main" type="submit" disabled={!valid}>
          {TEXTS.set}
        </Button>
      </div>
    </form>
  );
}
