import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { JsonObject } from '../../core/json.ts';
import type { TriedColumnState, TriedNode } from '../../core/side-by-side.ts';
import { checkParam, sameJson } from '../inspector/forms/check-param.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Select } from '../parts/Select.tsx';
import { TextArea } from '../parts/TextField.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { TEXTS as COMMON } from '../texts.ts';
import { type ColumnName, promptName, settableParams } from './column-names.ts';
import { ownPrompt, ownText } from './PromptChoice.tsx';
import { SettingField } from './SettingField.tsx';
import { useNames } from './use-names.ts';

const TEXTS = TRY_TEXTS.columns;
const OWN = 'own';
const NONE = 'none';

/** Prompt and sampling of a column. Other settings are another column: it takes this one's place, or stands beside it. */
export function ColumnSettingsDialog({
  column,
  name,
  duplicate,
  onClose,
}: {
  readonly column: TriedColumnState;
  readonly name: ColumnName;
  readonly duplicate: boolean;
  readonly onClose: () => void;
}) {
  const names = useNames();
  const [params, setParams] = useState<JsonObject>(column.captioner.params);
  const [prompt, setPrompt] = useState<TriedNode | undefined>(column.prompt);
  const settable = settableParams(column.captioner.type, names.catalog);
  const wrong = settable.some(
    ([key, schema]) => checkParam(schema, params[key] ?? schema.default) !== undefined,
  );
  const changed =
    !sameJson(params, column.captioner.params) ||
    !sameJson((prompt ?? null) as never, (column.prompt ?? null) as never);
  const save = useMutation({
    mutationFn: async () => {
      const next = { captioner: { ...column.captioner, params }, ...(prompt && { prompt }) };
      const board = engine().sideBySide;
      if (duplicate) await board.addColumns({ columns: [next] as never });
      else await board.changeColumn({ id: column.id, column: next as never });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title={duplicate ? TEXTS.duplicateTitle(name.title) : TEXTS.settingsTitle(name.title)}
      description={TEXTS.settingsText}
      footer={
        <>
          {save.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(save.error).message} {errorRecord(save.error).remedy}
            </p>
          )}
          <Button onClick={onClose}>{COMMON.cancel}</Button>
          <Button kind="main" disabled={wrong || !changed || save.isPending} onClick={() => save.mutate()}>
            {duplicate ? TEXTS.addThis : TEXTS.change}
          </Button>
        </>
      }
    >
      <PromptSection prompt={prompt} onPrompt={setPrompt} />
      <div className="mt-3 border-line border-t pt-2">
        {settable.map(([key, schema]) => (
          <SettingField
            key={key}
            name={key}
            schema={schema}
            value={params[key] ?? schema.default}
            onValue={(value) => setParams((now) => withParam(now, key, value, schema.default))}
          />
        ))}
      </div>
    </Dialog>
  );
}

/** What is as the default is left out, as in flows. */
function withParam(params: JsonObject, name: string, value: JsonObject[string], usual: unknown): JsonObject {
  const { [name]: _, ...rest } = params;
  return sameJson(value, usual as JsonObject[string]) ? rest : { ...rest, [name]: value };
}

function PromptSection({
  prompt,
  onPrompt,
}: {
  readonly prompt: TriedNode | undefined;
  readonly onPrompt: (prompt: TriedNode | undefined) => void;
}) {
  const names = useNames();
  const { presets } = names;
  const [own, setOwn] = useState(false);
  const known = prompt && presets.find(({ title }) => title === promptName(prompt, names));
  const value = prompt === undefined ? NONE : own || !known ? OWN : known.id;
  const options = [
    ...presets.map(({ id, title }) => ({ value: id, label: title })),
    { value: OWN, label: TEXTS.own },
    { value: NONE, label: TEXTS.noPrompt },
  ];
  const choose = (next: string) => {
    setOwn(next === OWN);
    if (next === NONE) onPrompt(undefined);
    // What was chosen before is what is written on.
    else if (next === OWN) onPrompt(ownPrompt(prompt ? ownText(prompt, names) : '', names));
    else onPrompt(presets.find(({ id }) => id === next)?.node);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex h-8.5 items-center justify-between gap-3">
        <span className="text-12 text-tx-2">{TEXTS.prompt}</span>
        <Select className="w-60" label={TEXTS.prompt} value={value} options={options} onValue={choose} />
      </div>
      {value === OWN && prompt && (
        <TextArea
          className="min-h-28"
          aria-label={TEXTS.ownLabel}
          placeholder={TEXTS.ownPlaceholder}
          value={ownText(prompt, names)}
          onValue={(text) => onPrompt(ownPrompt(text, names, prompt))}
        />
      )}
      {known && value !== OWN && <p className="text-11 text-tx-3">{known.summary}</p>}
    </div>
  );
}
