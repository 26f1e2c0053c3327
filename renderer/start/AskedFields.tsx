import { File, FolderOpen, Save } from 'lucide-react';
import { useId } from 'react';
import type { TemplateAsk } from '../../core/contract/project.ts';
import type { ParamSchema } from '../../core/node-descriptor.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { native } from '../native/native-abilities.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Select } from '../parts/Select.tsx';
import { TextField } from '../parts/TextField.tsx';
import { START_TEXTS } from '../texts/start.ts';
import { TEXTS } from '../texts.ts';
import { askId } from './project-plan.ts';

interface FieldProps {
  readonly ask: TemplateAsk;
  readonly schema: ParamSchema;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** Parameters that the template asks for, in the form that their node types describe. */
export function AskedFields({
  asks,
  answers,
  onAnswer,
}: {
  readonly asks: readonly TemplateAsk[];
  readonly answers: Readonly<Record<string, string>>;
  readonly onAnswer: (id: string, answer: string) => void;
}) {
  const catalog = useCatalog();
  const known = asks.flatMap((ask) => {
    const schema = catalog.get(ask.type)?.params[ask.param];
    return schema ? [{ ask, schema }] : [];
  });
  if (known.length === 0) return null;
  return (
    <section aria-label={START_TEXTS.bringIn.asks} className="mb-5">
      <h2 className="mb-2 font-semibold text-15">{START_TEXTS.bringIn.asks}</h2>
      <div className="flex flex-col gap-3">
        {known.map(({ ask, schema }) => {
          const id = askId(ask);
          const value = answers[id] ?? ask.value ?? schema.default ?? '';
          return (
            <AskedField
              key={id}
              ask={ask}
              schema={schema}
              value={typeof value === 'string' ? value : String(value)}
              onValue={(answer) => onAnswer(id, answer)}
            />
          );
        })}
      </div>
    </section>
  );
}

function AskedField({ ask, schema, value, onValue }: FieldProps) {
  const id = useId();
  const title = titleOf(ask, schema);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-11 text-tx-2">
        {title}
      </label>
      {schema.enum ? (
        <Select
          id={id}
          className="w-72"
          label={title}
          value={value}
          options={schema.enum.map((each) => ({
            value: String(each),
            label: schema.options?.[String(each)] ?? String(each),
          }))}
          onValue={onValue}
        />
      ) : schema.widget === 'folder' || schema.widget === 'file' || schema.widget === 'save-file' ? (
        <PathInput id={id} widget={schema.widget} value={value} onValue={onValue} />
      ) : (
        <TextField id={id} className="w-72" maxLength={schema.maxLength} value={value} onValue={onValue} />
      )}
      {schema.help !== undefined && <p className="text-11 text-tx-3">{schema.help}</p>}
    </div>
  );
}

/** The parameter's label; of a path with the node's name, because "File" alone says nothing. */
function titleOf({ title, param }: TemplateAsk, { label = param, widget }: ParamSchema): string {
  const isPath = widget === 'folder' || widget === 'file' || widget === 'save-file';
  return isPath ? START_TEXTS.bringIn.askOf(label, title) : label;
}

function PathInput({
  id,
  widget,
  value,
  onValue,
}: {
  readonly id: string;
  readonly widget: 'folder' | 'file' | 'save-file';
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  const [icon, label, pick] =
    widget === 'folder'
      ? ([FolderOpen, TEXTS.form.browseFolder, () => native().pickFolder()] as const)
      : widget === 'file'
        ? ([File, TEXTS.form.browseFile, () => native().pickFile([])] as const)
        : ([Save, TEXTS.form.browseSave, () => native().pickSaveFile(value)] as const);
  const choose = async () => {
    const path = await pick();
    if (path !== undefined) onValue(path);
  };
  return (
    <TextField
      id={id}
      mono
      className="w-full pr-0.5"
      maxLength={4096}
      placeholder={widget === 'folder' ? TEXTS.form.noFolder : TEXTS.form.noFile}
      value={value}
      title={value}
      onValue={onValue}
      end={<IconButton icon={icon} iconSize={14} size={24} label={label} onClick={() => void choose()} />}
    />
  );
}
