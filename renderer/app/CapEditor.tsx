import { useState } from 'react';
import { BudgetFacts } from '../forecast/BudgetFacts.tsx';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { TEXTS } from '../texts.ts';

/** What may be spent, beside what the flow is expected to. */
export function CapEditor({
  cap,
  onDone,
}: {
  readonly cap: number | undefined;
  readonly onDone: () => void;
}) {
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
