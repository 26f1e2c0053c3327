import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ProfileEntry } from '../../core/contract/endpoint.ts';
import type { ImageTokenRule, ModelProfile } from '../../core/endpoint.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Select } from '../parts/Select.tsx';
import { Switch } from '../parts/Switch.tsx';
import { TextField } from '../parts/TextField.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { FormField } from './FormField.tsx';
import { patternsOf } from './pattern-text.ts';

const TEXTS = ENDPOINT_TEXTS.profiles;

/** What a rule begins with when another kind is chosen; kinds in the order in which they are offered. */
const RULES: Readonly<Record<ImageTokenRule['kind'], ImageTokenRule>> = {
  tiles: { kind: 'tiles', base: 85, each: 170 },
  patches: { kind: 'patches', side: 28, most: 16384, factor: 1 },
  area: { kind: 'area', pixelsPerToken: 750, most: 4784 },
  crops: { kind: 'crops', each: 258 },
  fixed: { kind: 'fixed', tokens: 576 },
};
const KINDS = Object.keys(RULES) as readonly ImageTokenRule['kind'][];

const NEW: ModelProfile = {
  family: '',
  models: [],
  maxTokensField: 'max_tokens',
  temperature: true,
  topP: true,
  seed: true,
  reasoningTokens: 0,
  image: RULES.patches,
  source: '',
};

/** Adds a family of models or changes one. */
export function ProfileForm({
  entry,
  onSaved,
  onCancel,
}: {
  readonly entry?: ProfileEntry;
  readonly onSaved: (entries: readonly ProfileEntry[]) => void;
  readonly onCancel: () => void;
}) {
  const [profile, setProfile] = useState<ModelProfile>(entry?.profile ?? NEW);
  const [models, setModels] = useState(profile.models.join(', '));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<ModelProfile>) => setProfile((before) => ({ ...before, ...part }));
  const next: ModelProfile = { ...profile, family: profile.family.trim(), models: patternsOf(models) };
  const complete = next.family !== '' && next.models.length > 0;
  const save = useMutation({ mutationFn: () => engine().endpoint.saveProfile(next), onSuccess: onSaved });
  return (
    <form
      className="grid grid-cols-2 gap-x-4 gap-y-2 border-line border-t bg-bg-2 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (complete) save.mutate();
      }}
    >
      <FormField label={TEXTS.family}>
        {(id) => (
          <TextField
            id={id}
            disabled={entry !== undefined}
            value={profile.family}
            onValue={(family) => change({ family })}
          />
        )}
      </FormField>
      <FormField label={TEXTS.models}>
        {(id) => <TextField id={id} mono value={models} onValue={setModels} />}
      </FormField>
      <FormField label={TEXTS.limitField}>
        {(id) => (
          <Select
            id={id}
            value={profile.maxTokensField}
            options={(['max_tokens', 'max_completion_tokens'] as const).map((value) => ({
              value,
              label: value,
            }))}
            onValue={(value) =>
              change({ maxTokensField: value === 'max_tokens' ? 'max_tokens' : 'max_completion_tokens' })
            }
          />
        )}
      </FormField>
      <FormField label={TEXTS.reasoning}>
        {(id) => (
          <Amount
            id={id}
            value={profile.reasoningTokens}
            onValue={(reasoningTokens) => change({ reasoningTokens })}
          />
        )}
      </FormField>
      <div className="flex items-center gap-5">
        {(['temperature', 'topP', 'seed'] as const).map((name) => (
          <Taken
            key={name}
            label={TEXTS.takes[name]}
            taken={profile[name]}
            onTaken={(taken) => change({ [name]: taken })}
          />
        ))}
      </div>
      <FormField label={TEXTS.source}>
        {(id) => <TextField id={id} value={profile.source} onValue={(source) => change({ source })} />}
      </FormField>
      <div className="col-span-2 grid grid-cols-5 gap-x-3">
        <FormField label={TEXTS.image}>
          {(id) => (
            <Select
              id={id}
              value={profile.image.kind}
              options={KINDS.map((kind) => ({ value: kind, label: TEXTS.kinds[kind] }))}
              onValue={(kind) => change({ image: RULES[KINDS.find((one) => one === kind) ?? 'patches'] })}
            />
          )}
        </FormField>
        <RuleFields rule={profile.image} onRule={(image) => change({ image })} />
      </div>
      <div className="col-span-2 flex items-center justify-end gap-2">
        {(save.isError || (tried && !complete)) && (
          <p role="alert" className="mr-auto text-12 text-err">
            {save.isError ? errorRecord(save.error).message : TEXTS.incomplete}
          </p>
        )}
        <Button onClick={onCancel}>{TEXTS.cancel}</Button>
        <Button type="submit" kind="main" disabled={save.isPending}>
          {TEXTS.save}
        </Button>
      </div>
    </form>
  );
}

function Taken({
  label,
  taken,
  onTaken,
}: {
  readonly label: string;
  readonly taken: boolean;
  readonly onTaken: (taken: boolean) => void;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <Switch id={id} checked={taken} onChecked={onTaken} />
      <label htmlFor={id} className="text-12 text-tx-2">
        {label}
      </label>
    </span>
  );
}

/** The numbers of a rule; each kind has its own. */
function RuleFields({
  rule,
  onRule,
}: {
  readonly rule: ImageTokenRule;
  readonly onRule: (rule: ImageTokenRule) => void;
}) {
  const field = (label: string, value: number, next: (value: number) => ImageTokenRule) => (
    <FormField label={label}>
      {(id) => <Amount id={id} value={value} onValue={(one) => onRule(next(one))} />}
    </FormField>
  );
  const { fields } = TEXTS;
  switch (rule.kind) {
    case 'tiles':
      return (
        <>
          {field(fields.base, rule.base, (base) => ({ ...rule, base }))}
          {field(fields.each, rule.each, (each) => ({ ...rule, each }))}
        </>
      );
    case 'patches':
      return (
        <>
          {field(fields.side, rule.side, (side) => ({ ...rule, side: Math.max(1, side) }))}
          {field(fields.most, rule.most, (most) => ({ ...rule, most }))}
          {field(fields.least, rule.least ?? 0, (least) => ({ ...rule, least }))}
          {field(fields.factor, rule.factor, (factor) => ({ ...rule, factor }))}
        </>
      );
    case 'area':
      return (
        <>
          {field(fields.pixelsPerToken, rule.pixelsPerToken, (value) => ({
            ...rule,
            pixelsPerToken: Math.max(1, value),
          }))}
          {field(fields.most, rule.most, (most) => ({ ...rule, most }))}
        </>
      );
    case 'crops':
      return field(fields.each, rule.each, (each) => ({ ...rule, each }));
    case 'fixed':
      return field(fields.tokens, rule.tokens, (tokens) => ({ ...rule, tokens }));
  }
}

function Amount({
  id,
  value,
  onValue,
}: {
  readonly id: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}) {
  return (
    <NumberField
      id={id}
      min={0}
      value={value}
      onValue={(next) => {
        if (typeof next === 'number' && next >= 0) onValue(next);
      }}
    />
  );
}
