import { useId } from 'react';
import type { Json } from '../../core/json.ts';
import type { ParamSchema } from '../../core/node-descriptor.ts';
import { checkParam } from '../inspector/forms/check-param.ts';
import { controlFor, isLong } from '../inspector/forms/form-model.ts';
import { NumberField } from '../parts/NumberField.tsx';
import { Select } from '../parts/Select.tsx';
import { Switch } from '../parts/Switch.tsx';
import { TextArea, TextField } from '../parts/TextField.tsx';

/** One setting of a column, which stands in no flow: its value is the dialog's. */
export function SettingField({
  name,
  schema,
  value,
  onValue,
}: {
  readonly name: string;
  readonly schema: ParamSchema;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}) {
  const id = useId();
  const label = schema.label ?? name;
  const fault = checkParam(schema, value);
  const long = isLong(controlFor(schema));
  return (
    <div className="py-1">
      <div className={long ? 'flex flex-col gap-1' : 'flex min-h-7 items-center justify-between gap-3'}>
        <label htmlFor={id} className="text-12 text-tx-2">
          {label}
        </label>
        <Control
          id={id}
          label={label}
          schema={schema}
          value={value}
          onValue={onValue}
          invalid={fault !== undefined}
        />
      </div>
      {(fault ?? schema.help) !== undefined && (
        <p id={`${id}-message`} className={`text-11 ${fault === undefined ? 'text-tx-3' : 'text-err'}`}>
          {fault ?? schema.help}
        </p>
      )}
    </div>
  );
}

function Control({
  id,
  label,
  schema,
  value,
  onValue,
  invalid,
}: {
  readonly id: string;
  readonly label: string;
  readonly schema: ParamSchema;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
  readonly invalid: boolean;
}) {
  const describedBy = `${id}-message`;
  const text = typeof value === 'string' ? value : '';
  switch (controlFor(schema)) {
    case 'switch':
      return <Switch id={id} describedBy={describedBy} checked={value === true} onChecked={onValue} />;
    case 'number':
    case 'slider':
      return (
        <NumberField
          id={id}
          className="w-40"
          describedBy={describedBy}
          invalid={invalid}
          value={typeof value === 'number' ? value : undefined}
          typed={typeof value === 'string' ? value : undefined}
          step={schema.multipleOf ?? 1}
          {...(schema.minimum !== undefined && { min: schema.minimum })}
          {...(schema.maximum !== undefined && { max: schema.maximum })}
          {...(schema.unit !== undefined && { unit: schema.unit })}
          onValue={onValue}
        />
      );
    case 'segmented':
    case 'select':
      return (
        <Select
          id={id}
          className="w-40"
          label={label}
          describedBy={describedBy}
          value={String(value ?? '')}
          options={(schema.enum ?? []).map((one) => ({
            value: String(one),
            label: schema.options?.[String(one)] ?? String(one),
          }))}
          onValue={(chosen) => onValue(schema.enum?.find((one) => String(one) === chosen) ?? chosen)}
        />
      );
    case 'textarea':
    case 'prompt':
      return (
        <TextArea id={id} aria-describedby={describedBy} invalid={invalid} value={text} onValue={onValue} />
      );
    default:
      return (
        <TextField
          id={id}
          className="w-40"
          aria-describedby={describedBy}
          invalid={invalid}
          value={text}
          onValue={onValue}
        />
      );
  }
}
