import { useId, useState } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import { formatNumber } from '../../format.ts';
import { NumberField } from '../../parts/NumberField.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { Select } from '../../parts/Select.tsx';
import { Slider } from '../../parts/Slider.tsx';
import { Switch } from '../../parts/Switch.tsx';
import { TextArea, TextField } from '../../parts/TextField.tsx';
import { TEXTS } from '../../texts.ts';
import { PromptField } from '../prompt/PromptField.tsx';
import { CaptionerField } from './CaptionerField.tsx';
import { type FieldIds, FieldRow } from './FieldRow.tsx';
import type { Field } from './form-model.ts';
import { PathField } from './PathField.tsx';
import { type ParamState, useParam } from './use-param.ts';

/** One parameter with the control that its schema asks for. */
export function ParamField({ nodes, field }: { readonly nodes: readonly FlowNode[]; readonly field: Field }) {
  const state = useParam(nodes, field);
  const id = useId();
  const ids: FieldIds = { control: id, message: `${id}-message` };
  if (field.control === 'prompt') return <PromptField nodes={nodes} field={field} state={state} ids={ids} />;
  return (
    <FieldRow node={nodes.length === 1 ? nodes[0]?.id : undefined} field={field} state={state} ids={ids}>
      <ControlOf nodes={nodes} field={field} state={state} ids={ids} />
    </FieldRow>
  );
}

interface ControlProps {
  readonly nodes: readonly FlowNode[];
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
}

function ControlOf({ nodes, field, state, ids }: ControlProps) {
  const { schema, label } = field;
  const invalid = state.error !== undefined;
  const text = state.mixed ? '' : typeof state.value === 'string' ? state.value : String(state.value ?? '');
  const shared = { id: ids.control, invalid, describedBy: ids.message };
  switch (field.control) {
    case 'switch':
      return (
        <Switch
          id={ids.control}
          describedBy={ids.message}
          checked={state.value === true && !state.mixed}
          onChecked={(checked) => state.set(checked, 'press')}
        />
      );
    case 'number':
      return <NumberControl field={field} state={state} ids={ids} />;
    case 'slider':
      return (
        <span className="flex items-center gap-2">
          <Slider
            className="w-24"
            label={label}
            value={typeof state.value === 'number' ? state.value : (schema.minimum ?? 0)}
            min={schema.minimum ?? 0}
            max={schema.maximum ?? 1}
            step={schema.multipleOf ?? (schema.type === 'integer' ? 1 : 0.01)}
            onValue={(value) => state.set(value, 'typing')}
          />
          <NumberControl field={field} state={state} ids={ids} />
        </span>
      );
    case 'segmented':
      return (
        <Segmented
          label={label}
          value={state.mixed ? undefined : text}
          segments={choices(field)}
          onValue={(value) => state.set(fromChoice(field, value), 'press')}
        />
      );
    case 'select':
      return (
        <Select
          {...shared}
          className="w-36"
          label={label}
          value={state.mixed ? undefined : text}
          options={choices(field)}
          onValue={(value) => state.set(fromChoice(field, value), 'press')}
        />
      );
    case 'textarea':
      return (
        <TextArea
          id={ids.control}
          aria-describedby={ids.message}
          invalid={invalid}
          value={text}
          onValue={(value) => state.set(value, 'typing')}
        />
      );
    case 'lines':
      return <LinesControl state={state} ids={ids} />;
    case 'folder':
    case 'file':
    case 'save-file':
      return <PathField field={field} state={state} ids={ids} />;
    case 'endpoint':
    case 'local-model':
      return <CaptionerField nodes={nodes} field={field} state={state} ids={ids} />;
    default:
      return (
        <TextField
          id={ids.control}
          aria-describedby={ids.message}
          className="w-40"
          invalid={invalid}
          value={text}
          end={schema.unit}
          onValue={(value) => state.set(value, 'typing')}
        />
      );
  }
}

function NumberControl({ field: { schema, label }, state, ids }: Omit<ControlProps, 'nodes'>) {
  const number = typeof state.value === 'number' && !state.mixed ? state.value : undefined;
  return (
    <NumberField
      id={ids.control}
      describedBy={ids.message}
      label={label}
      className={schema.unit ? 'w-34' : 'w-24'}
      invalid={state.error !== undefined}
      value={number}
      typed={typeof state.value === 'string' ? state.value : undefined}
      onValue={(value) => state.set(value, 'typing')}
      onStep={state.mixed ? state.stepAll : undefined}
      placeholder={
        state.range && TEXTS.form.range(formatNumber(state.range[0]), formatNumber(state.range[1]))
      }
      step={schema.multipleOf ? Math.max(schema.multipleOf, niceStep(schema.minimum, schema.maximum)) : 1}
      min={schema.minimum}
      max={schema.maximum}
      unit={schema.unit}
    />
  );
}

/** A step that crosses a small range in about a hundred presses: 0…2 in hundredths goes by 0.05. */
function niceStep(min = 0, max = 100): number {
  return max - min <= 2 ? 0.05 : max - min <= 20 ? 0.1 : 1;
}

function LinesControl({ state, ids }: Pick<ControlProps, 'state' | 'ids'>) {
  // The text as typed, while the field has the focus: an empty last line is not an item yet.
  const [typed, setTyped] = useState<string>();
  const lines = Array.isArray(state.value) && !state.mixed ? state.value : [];
  return (
    <TextArea
      id={ids.control}
      aria-describedby={ids.message}
      mono
      rows={Math.min(8, Math.max(2, lines.length + 1))}
      invalid={state.error !== undefined}
      spellCheck={false}
      placeholder={TEXTS.form.linesHelp}
      value={typed ?? lines.join('\n')}
      onValue={(text) => {
        setTyped(text);
        state.set(
          text.split('\n').filter((line) => line.trim() !== ''),
          'typing',
        );
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

function choices({ schema }: Field) {
  return (schema.enum ?? []).map((value) => ({
    value: String(value),
    label: schema.options?.[String(value)] ?? String(value),
  }));
}

/** Choices travel as text; the schema knows what they are. */
function fromChoice({ schema }: Field, text: string) {
  return schema.enum?.find((value) => String(value) === text) ?? text;
}
