import { clsx } from 'clsx';
import { RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/IconButton.tsx';
import { Tooltip } from '../../parts/Tooltip.tsx';
import { TEXTS } from '../../texts.ts';
import { ImpactLine } from '../impact/ImpactLine.tsx';
import { defaultText } from './default-text.ts';
import { type Field, isLong } from './form-model.ts';
import type { ParamState } from './use-param.ts';

/** Ids that tie a field to its label and to what is said under it. */
export interface FieldIds {
  readonly control: string;
  readonly message: string;
}

/** Label, control, help and message of one parameter; long controls stand below their label. */
export function FieldRow({
  node,
  field,
  state,
  ids,
  children,
}: {
  /** The node whose field it is; undefined for several at once. */
  readonly node: string | undefined;
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
  readonly children: ReactNode;
}) {
  const { label, schema, name } = field;
  const long = isLong(field.control);
  const usual = state.changed ? defaultText(schema) : undefined;
  const head = (
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
      label={usual === undefined ? TEXTS.form.restoreFor(label) : TEXTS.form.restoreTo(label, usual)}
      onClick={state.restore}
      className="text-tx-3 opacity-60 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100"
    />
  );
  return (
    <div className={clsx('group', long ? 'py-1.5' : 'py-0.5')} data-param={name}>
      {long ? (
        <>
          <div className="mb-1 flex min-h-6 items-center justify-between gap-2">
            {head}
            {restore}
          </div>
          {children}
        </>
      ) : (
        <div className="flex min-h-[30px] items-center justify-between gap-2">
          {head}
          <span className="flex min-w-0 items-center justify-end gap-1">
            {restore}
            {children}
          </span>
        </div>
      )}
      <div id={ids.message} className="flex flex-col gap-0.5 pt-0.5 text-11 empty:hidden">
        {state.error !== undefined && <p className="break-words text-err">{state.error}</p>}
        {state.error === undefined && state.warning !== undefined && (
          <p className="flex gap-1 break-words text-warn">
            <TriangleAlert size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
            {state.warning}
          </p>
        )}
        <ImpactLine node={node} params={[name]} />
        {(schema.help !== undefined || usual !== undefined) && (
          <p className="text-tx-3">
            {schema.help}
            {usual !== undefined && (
              <>
                {schema.help && ' '}
                <span className="whitespace-nowrap">{TEXTS.form.usual(usual)}</span>
              </>
            )}
          </p>
        )}
      </div>
    </div>
  );
}
