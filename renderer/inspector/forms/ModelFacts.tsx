import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import type { CaptionerRef } from '../../../core/captioner.ts';
import type { LocalModel } from '../../../core/contract/captioner.ts';
import { isReady } from '../../captioners/captioner-choice.ts';
import { ModelActions } from '../../captioners/ModelActions.tsx';
import { formatBytes, formatRate } from '../../format.ts';
import { Chip } from '../../parts/Chip.tsx';
import { api } from '../../rpc/queries.ts';
import { TEXTS } from '../../texts.ts';
import { type CaptionerFieldProps, CaptionerSelect } from './CaptionerSelect.tsx';

const NONE: readonly LocalModel[] = [];

/** Which model, whether it is here, how fast it was here, and its download where it is not. */
export function ModelFacts({
  onChoose,
  ...field
}: CaptionerFieldProps & { readonly onChoose: (captioner: CaptionerRef) => void }) {
  const { value } = field;
  const { data, isSuccess } = useQuery(api.captioner.models.queryOptions({}));
  const models = data ?? NONE;
  const model = models.find((each) => each.id === value);
  // The starter draws scenes and is never offered in passing: it is chosen in the dialog, where that is said.
  const offered = models.filter((each) => each.state !== 'bundled' || each.id === value);
  return (
    <CaptionerSelect
      {...field}
      options={offered.map((each) => ({ value: each.id, label: each.title, hint: stateText(each) }))}
      missing={value !== '' && isSuccess && !model ? TEXTS.form.modelMissing(value) : undefined}
      onValue={(next) => onChoose({ kind: 'local', model: next, precision: 'auto' })}
    >
      {model && (
        <>
          <p
            className="mt-1.5 line-clamp-3 break-words text-11 text-tx-3"
            title={model.limits ?? model.summary}
          >
            {model.limits ?? model.summary}
          </p>
          <div className="mt-1.5 flex flex-wrap items-center gap-1">
            <Chip>{model.provider}</Chip>
            {model.imagesPerSecond !== undefined && (
              <Chip>{TEXTS.form.speedHere(formatRate(model.imagesPerSecond))}</Chip>
            )}
            {model.downloadBytes > 0 && <Chip>{formatBytes(model.downloadBytes)}</Chip>}
            {isReady(model) ? (
              <Chip tone="ok" icon={CircleCheck}>
                {model.state === 'bundled' ? TEXTS.form.modelBundled : TEXTS.form.modelReady}
              </Chip>
            ) : (
              <span className="ml-auto flex items-center gap-1">
                <ModelActions model={model} />
              </span>
            )}
          </div>
        </>
      )}
    </CaptionerSelect>
  );
}

function stateText(model: LocalModel): string {
  if (model.state === 'downloading') return TEXTS.form.modelDownloading;
  if (!isReady(model)) return TEXTS.form.toDownload(formatBytes(model.downloadBytes));
  return model.imagesPerSecond === undefined ? TEXTS.form.modelReady : formatRate(model.imagesPerSecond);
}
