import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip } from '../../parts/Chip.tsx';
import { type Option, Select } from '../../parts/Select.tsx';
import { TEXTS } from '../../texts.ts';

/** What the two kinds of captioners are chosen with: the field's names, its value, and the button beside it. */
export interface CaptionerFieldProps {
  readonly id: string;
  readonly describedBy: string;
  readonly label: string;
  /** '' where none is chosen. */
  readonly value: string;
  readonly end: ReactNode;
}

/** A list of captioners, with a warning where the chosen one is not among them, and below what is known of it. */
export function CaptionerSelect({
  id,
  describedBy,
  label,
  value,
  end,
  options,
  missing,
  onValue,
  children,
}: CaptionerFieldProps & {
  readonly options: readonly Option[];
  /** Said where the chosen one is not here. */
  readonly missing: string | undefined;
  readonly onValue: (value: string) => void;
  readonly children: ReactNode;
}) {
  return (
    <>
      <div className="flex items-center gap-2">
        {options.length > 0 && (
          <Select
            id={id}
            describedBy={describedBy}
            className="min-w-0 flex-1"
            label={label}
            placeholder={TEXTS.form.noCaptioner}
            value={value === '' ? undefined : value}
            options={options}
            onValue={onValue}
          />
        )}
        {end}
      </div>
      {missing !== undefined && (
        <p className="mt-1.5">
          <Chip tone="warn" icon={TriangleAlert}>
            {missing}
          </Chip>
        </p>
      )}
      {children}
    </>
  );
}
