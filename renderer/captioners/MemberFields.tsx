import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { TextField } from '../parts/TextField.tsx';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import type { EndpointDraft, MemberDraft } from './endpoint-draft.ts';
import { memberFault, sharesHost } from './endpoint-draft.ts';

const TEXTS = ENDPOINT_TEXTS.members;

/** The further addresses of an endpoint. Numbers in names count from the endpoint's own address, which is the first. */
export function MemberFields({
  draft,
  tried,
  onChange,
}: {
  readonly draft: EndpointDraft;
  /** Saving was tried: faults are shown. */
  readonly tried: boolean;
  readonly onChange: (part: Partial<EndpointDraft>) => void;
}) {
  const change = (index: number, part: Partial<MemberDraft>) =>
    onChange({ members: draft.members.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <fieldset className="col-span-2 flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-11 text-tx-2">{TEXTS.title}</legend>
      {draft.members.length > 0 && (
        <div className="flex items-center gap-2">
          <span className="mono min-w-0 flex-1 truncate text-tx-2">{draft.url}</span>
          <WeightField number={1} weight={draft.weight} onWeight={(weight) => onChange({ weight })} />
          <span className="w-6" />
        </div>
      )}
      {draft.members.map((member, index) => (
        <MemberRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that lasts while they are typed
          key={index}
          number={index + 2}
          member={member}
          shared={sharesHost(draft, member)}
          fault={tried ? memberFault(draft, index) : undefined}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange({ members: draft.members.filter((_, at) => at !== index) })}
        />
      ))}
      <div className="flex items-center gap-2">
        <Button
          size="small"
          icon={Plus}
          onClick={() =>
            onChange({
              members: [...draft.members, { url: '', model: '', weight: 1, key: '', hasKey: false }],
            })
          }
        >
          {TEXTS.add}
        </Button>
        <p className="text-11 text-tx-3">
          {TEXTS.text} {draft.members.length > 0 && TEXTS.weightHelp}
        </p>
      </div>
    </fieldset>
  );
}

function MemberRow({
  number,
  member,
  shared,
  fault,
  onChange,
  onRemove,
}: {
  readonly number: number;
  readonly member: MemberDraft;
  readonly shared: boolean;
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<MemberDraft>) => void;
  readonly onRemove: () => void;
}) {
  return (
    <div>
      <div className="flex items-center gap-2">
        <TextField
          className="flex-[2]"
          mono
          aria-label={TEXTS.address(number)}
          inputMode="url"
          placeholder="https://"
          value={member.url}
          invalid={fault !== undefined}
          onValue={(url) => onChange({ url })}
        />
        <TextField
          className="flex-1"
          mono
          aria-label={TEXTS.model(number)}
          placeholder={TEXTS.modelSame}
          value={member.model}
          onValue={(model) => onChange({ model })}
        />
        {shared ? (
          <span className="flex-1 truncate text-11 text-tx-3" title={TEXTS.keyShared}>
            {TEXTS.keyShared}
          </span>
        ) : (
          <TextField
            className="flex-1"
            mono
            type="password"
            aria-label={TEXTS.key(number)}
            placeholder={member.hasKey ? TEXTS.keyStored : TEXTS.keyEmpty}
            value={member.key}
            onValue={(key) => onChange({ key })}
          />
        )}
        <WeightField number={number} weight={member.weight} onWeight={(weight) => onChange({ weight })} />
        <IconButton icon={Trash2} size={24} iconSize={14} label={TEXTS.remove(number)} onClick={onRemove} />
      </div>
      {fault !== undefined && <p className="mt-0.5 text-11 text-err">{fault}</p>}
    </div>
  );
}

function WeightField({
  number,
  weight,
  onWeight,
}: {
  readonly number: number;
  readonly weight: number;
  readonly onWeight: (weight: number) => void;
}) {
  return (
    <NumberField
      className="w-24"
      label={TEXTS.weight(number)}
      unit={TEXTS.weightUnit}
      min={0}
      max={100}
      value={weight}
      onValue={(next) => {
        if (typeof next === 'number' && next >= 0 && next <= 100) onWeight(next);
      }}
    />
  );
}
