import { Wallet } from 'lucide-react';
import { useState } from 'react';
import { create } from 'zustand';
import { BudgetFacts } from '../forecast/BudgetFacts.tsx';
import { formatMoney } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Popover } from '../parts/Popover.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';

/** Whether the cap's editor is open; the fix of a reached cap opens it, too. */
export const useCapEditor = create<{ readonly open: boolean }>(() => ({ open: false }));

/** What the project has spent, against its cap; pressing it edits the cap. */
export function SpendMeter({ wide }: { readonly wide: boolean }) {
  const project = useProject((state) => state.project);
  const open = useCapEditor((state) => state.open);
  if (!project) return null;
  const spend = project.spendUsd;
  const cap = project.capUsd;
  const near = cap !== undefined && cap > 0 && spend / cap >= 0.9;
  return (
    <Popover
      open={open}
      onOpen={(next) => useCapEditor.setState({ open: next })}
      label={TEXTS.spend.title}
      trigger={
        <button
          type="button"
          aria-label={TEXTS.spend.name(spend, cap)}
          className="mono flex h-7 shrink-0 items-center gap-2 rounded-4 px-1.5 text-tx-3 hover:bg-bg-4"
        >
          <Wallet size={14} strokeWidth={1.75} aria-hidden />
          <span className="font-medium text-tx-1">{formatMoney(spend)}</span>
          {wide && (
            <>
              <span className="h-1 w-14 overflow-hidden rounded-full bg-track">
                <span
                  className={`block h-full rounded-full ${near ? 'bg-warn-fill' : 'bg-tx-2'}`}
                  style={{ width: `${cap ? Math.min(100, (spend / cap) * 100) : 0}%` }}
                />
              </span>
              <span>{cap === undefined ? TEXTS.spend.noCap : TEXTS.spend.cap(cap)}</span>
            </>
          )}
        </button>
      }
    >
      <CapEditor cap={cap} onDone={() => useCapEditor.setState({ open: false })} />
    </Popover>
  );
}

function CapEditor({ cap, onDone }: { readonly cap: number | undefined; readonly onDone: () => void }) {
  const [value, setValue] = useState<number | string>(cap ?? '');
  const valid = typeof value === 'number' && value >= 0 && value <= 1e6;
  const set = (capUsd: number | null) => {
    void engine()
      .project.setCap({ capUsd })
      .then(onDone, (thrown: unknown) => {
        const { message, remedy } = errorRecord(thrown);
        toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
      });
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) set(value);
      }}
    >
      <div className="flex flex-col gap-1">
        <span className="font-medium text-11 text-tx-2">{TEXTS.spend.title}</span>
        <NumberField
          label={TEXTS.spend.title}
          start="$"
          min={0}
          max={1e6}
          value={typeof value === 'number' ? value : undefined}
          typed={typeof value === 'string' ? value : undefined}
          onValue={setValue}
          invalid={!valid && value !== ''}
        />
        <span className={`text-11 ${!valid && value !== '' ? 'text-err' : 'text-tx-3'}`}>
          {!valid && value !== '' ? TEXTS.spend.invalid : TEXTS.spend.help}
        </span>
      </div>
      <BudgetFacts />
      <div className="flex justify-end gap-2">
        {cap !== undefined && (
          <Button kind="quiet" onClick={() => set(null)}>
            {TEXTS.spend.remove}
          </Button>
        )}
        <Button kind="main" type="submit" disabled={!valid}>
          {TEXTS.spend.save}
        </Button>
      </div>
    </form>
  );
}
