import { Diff } from 'lucide-react';
import { useState } from 'react';
import type { TriedColumnState } from '../../core/side-by-side.ts';
import { Button } from '../parts/Button.tsx';
import { Popover } from '../parts/Popover.tsx';
import { Select } from '../parts/Select.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { fullName } from './column-names.ts';
import { useTryView } from './try-state.ts';
import { useColumnNames } from './use-names.ts';

const TEXTS = TRY_TEXTS.tools;

/** Chooses two columns whose words are held against each other. */
export function WordDifferences({
  columns,
  disabled,
  wide,
}: {
  readonly columns: readonly TriedColumnState[];
  readonly disabled: boolean;
  readonly wide: boolean;
}) {
  const compared = useTryView((state) => state.compared);
  const names = useColumnNames(columns);
  const [open, setOpen] = useState(false);
  const [first = '', second = ''] = compared ?? columns.map(({ id }) => id);
  const options = columns.map(({ id }, index) => {
    const name = names[index];
    return { value: id, label: name ? fullName(name) : id };
  });
  const set = (left: string, right: string) => useTryView.setState({ compared: [left, right] });
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      label={TEXTS.compare}
      align="start"
      className="w-96 p-4"
      trigger={
        <Button
          kind={compared && !disabled ? 'plain' : 'quiet'}
          icon={Diff}
          title={columns.length < 2 ? TEXTS.compareNeeds : TEXTS.compareHint}
          disabled={disabled || columns.length < 2}
          aria-pressed={compared !== undefined}
          aria-label={TEXTS.compare}
        >
          {wide && TEXTS.compare}
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        <p className="text-12 text-tx-2">{TEXTS.compareHint}</p>
        <Select
          label={TEXTS.compareLeft}
          value={first}
          options={options.filter(({ value }) => value !== second)}
          onValue={(id) => set(id, second)}
        />
        <Select
          label={TEXTS.compareRight}
          value={second}
          options={options.filter(({ value }) => value !== first)}
          onValue={(id) => set(first, id)}
        />
        <div className="mt-1 flex justify-end gap-2">
          {compared && (
            <Button kind="quiet" onClick={() => useTryView.setState({ compared: undefined })}>
              {TEXTS.compareOff}
            </Button>
          )}
          <Button
            kind="main"
            onClick={() => {
              set(first, second);
              setOpen(false);
            }}
          >
            {TEXTS.compareOn}
          </Button>
        </div>
      </div>
    </Popover>
  );
}
