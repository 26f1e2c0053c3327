import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { LocalModel } from '../../core/contract/captioner.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { Select } from '../parts/Select.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { ChoiceRow, ChoiceSection } from './ChoiceRow.tsx';
import { type CaptionerChoice, isModelChosen, isReady } from './captioner-choice.ts';
import { ModelActions } from './ModelActions.tsx';
import { ModelRun, ModelSpeed } from './ModelRun.tsx';

const TEXTS = CAPTIONER_TEXTS.models;
const AUTOMATIC = 'auto';

interface SectionProps {
  /** Undefined lists without choosing, as on the models screen. */
  readonly group: string | undefined;
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
}

export function useModels() {
  return useQuery(api.captioner.models.queryOptions());
}

/** Models that run here, with what they need and what they cannot do. The starter stands apart, below. */
export function ModelSection({ group, choice, onChoice }: SectionProps) {
  const models = useModels();
  const [all, setAll] = useState(group === undefined);
  const own = models.data?.filter(({ state }) => state !== 'bundled');
  // What is here already comes first, and is never folded away.
  const sorted = own?.toSorted((a, b) => Number(isReady(b)) - Number(isReady(a)));
  const listed = all ? sorted : sorted?.filter((model, index) => index < FOLDED || isReady(model));
  const hidden = (sorted?.length ?? 0) - (listed?.length ?? 0);
  return (
    <ChoiceSection
      title={TEXTS.title}
      text={TEXTS.text}
      action={
        hidden > 0 && (
          <Button size="small" onClick={() => setAll(true)}>
            {TEXTS.showMore(hidden)}
          </Button>
        )
      }
    >
      {models.isError ? (
        <p role="alert" className="px-4 py-3 text-12 text-err">
          {errorRecord(models.error).message}
        </p>
      ) : listed?.length === 0 ? (
        <p className="px-4 py-3 text-12 text-tx-2">{TEXTS.none}</p>
      ) : (
        (listed ?? GHOSTS).map((model) =>
          typeof model === 'number' ? (
            <div key={model} className="h-16 border-line border-t first:border-t-0" />
          ) : (
            <ModelRow key={model.id} model={model} group={group} choice={choice} onChoice={onChoice} />
          ),
        )
      )}
    </ChoiceSection>
  );
}

const GHOSTS = [1, 2, 3];
/** So that the other ways stay in view. */
const FOLDED = 3;

/** The starter with its limits; never chosen by itself. */
export function StarterSection({ group, choice, onChoice }: SectionProps) {
  const models = useModels();
  const starters = models.data?.filter(({ state }) => state === 'bundled') ?? [];
  if (starters.length === 0) return null;
  return (
    <ChoiceSection title={CAPTIONER_TEXTS.starter.title} text={CAPTIONER_TEXTS.starter.text}>
      {starters.map((model) => (
        <ModelRow key={model.id} model={model} group={group} choice={choice} onChoice={onChoice} />
      ))}
    </ChoiceSection>
  );
}

function ModelRow({ model, group, choice, onChoice }: SectionProps & { readonly model: LocalModel }) {
  const chosen = isModelChosen(choice, model.id);
  const choose = (precision: string) =>
    onChoice({ kind: 'ref', ref: { kind: 'local', model: model.id, precision } });
  const precision =
    chosen && choice?.kind === 'ref' && choice.ref.kind === 'local' ? choice.ref.precision : AUTOMATIC;
  return (
    <ChoiceRow
      group={group}
      title={model.title}
      chosen={chosen}
      disabled={!isReady(model)}
      onChoose={() => choose(AUTOMATIC)}
      facts={<ModelFacts model={model} />}
      actions={
        <>
          {chosen && model.precisions.length > 1 && (
            <Select
              className="w-32"
              label={TEXTS.precision}
              value={precision}
              options={[
                { value: AUTOMATIC, label: TEXTS.precisionAuto },
                ...model.precisions.map((name) => ({ value: name, label: name })),
              ]}
              onValue={choose}
            />
          )}
          <ModelActions model={model} />
        </>
      }
    >
      <p>{model.summary}</p>
      {model.goodFor && model.goodFor.length > 0 && (
        <p className="text-11 text-tx-3">
          {TEXTS.goodFor}: {model.goodFor.join(', ')}
        </p>
      )}
      {model.limits !== undefined && (
        <p className="text-11 text-tx-3">
          {TEXTS.limits}: {model.limits}
        </p>
      )}
      <ModelRun model={model} />
    </ChoiceRow>
  );
}

function ModelFacts({ model }: { readonly model: LocalModel }) {
  if (model.state === 'bundled')
    return (
      <>
        <Chip tone="warn" icon={TriangleAlert}>
          {CAPTIONER_TEXTS.starter.notForPhotos}
        </Chip>
        {model.downloadBytes > 0 && <span className="mono text-tx-3">{TEXTS.size(model.downloadBytes)}</span>}
        <ModelSpeed model={model} />
      </>
    );
  return (
    <>
      <span className="mono text-tx-2">{TEXTS.size(model.downloadBytes)}</span>
      {model.memoryMB !== undefined && (
        <span className="text-11 text-tx-3">
          {TEXTS.columns.memory} <span className="mono text-tx-2">{TEXTS.memory(model.memoryMB)}</span>
        </span>
      )}
      <span className="text-11 text-tx-3">{model.licence}</span>
      {model.licenceRestricted && (
        <Tooltip text={TEXTS.restrictedHelp}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its explanation must be reachable by keyboard */}
          <span tabIndex={0} className="rounded-4">
            <Chip tone="warn" icon={TriangleAlert}>
              {TEXTS.restricted}
            </Chip>
          </span>
        </Tooltip>
      )}
      <ModelSpeed model={model} />
    </>
  );
}
