import { clsx } from 'clsx';
import { RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/IconButton.tsx';
import { Tooltip } from '../../parts/Tooltip.tsx';
import { TEXTS } from '../../texts.ts';
import { type Field, isLong } from './form-model.ts';
import type { ParamState } from './use-param.ts';

/** Ids that tie a field to its label and to what is said under it. */
export interface FieldIds {
  readonly control: string;
  readonly message: string;
}

/** Label, control, help and message of one parameter; long controls stand below their label. */
export function FieldRow({
  field,
  state,
  ids,
  children,
}: {
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
  readonly children: ReactNode;
}) {
  const { label, schema } = field;
  const { help } = schema;
  const long = isLong(field.control);
  const name = (
    <span className="flex min-w-0 items-center gap-1.5">
      {state.changed && (
        <Tooltip text={TEXTS.form.changed} side="left">
          <span
            role="img"
            aria-label={TEXTS.form.changed}
            className="-ml-2.5 size-1 shrink-0 rounded-full bg-accent-line"
          />
        </Tooltip>
      )}
      <label
        htmlFor={ids.control}
        className={clsx(long ? 'font-medium text-11' : 'text-12', 'min-w-0 text-tx-2')}
      >
        {label}
      </label>
      {state.mixed && <span className="text-11 text-tx-3 italic">{TEXTS.inspector.mixed}</span>}
    </span>
  );
  const restore = state.changed && (
    <IconButton
      icon={RotateCcw}
      iconSize={12}
      size={24}
      label={TEXTS.form.restoreFor(label)}
      onClick={state.restore}
      className="opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100"
    />
  );
  return (
    <div className={clsx('group', long ? 'py-1.5' : 'py-0.5')}>
      {long ? (
        <>
          <div className="mb-1 flex min-h-6 items-center justify-between gap-2">
            {name}
            {restore}
          </div>
          {children}
        </>
      ) : (
        <div className="flex min-h-[30px] items-center justify-between gap-2">
          {name}
          <span className="flex min-w-0 items-center justify-end gap-1">
            {restore}
            {children}
          </span>
        </div>
      )}
      <div id={ids.message}>
        {state.error !== undefined && <p className="mt-0.5 break-words text-11 text-err">{state.error}</p>}
        {state.error === undefined && state.warning !== undefined && (
          <p className="mt-0.5 flex gap-1 break-words text-11 text-warn">
            <TriangleAlert size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
            {state.warning}
          </p>
        )}
        {help !== undefined && <p className="mt-0.5 text-11 text-tx-3">{help}</p>}
      </div>
    </div>
  );
}
