import { Download, Trash2, X } from 'lucide-react';
import type { LocalModel } from '../../core/contract/captioner.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { cancelDownload, downloadModel, isMoving, useDownloads } from './downloads.ts';

const TEXTS = CAPTIONER_TEXTS.models;

/** What can be done with a model now: download it, stop that, go on, or remove it. */
export function ModelActions({ model }: { readonly model: LocalModel }) {
  const progress = useDownloads((state) => state.progress[model.id]);
  if (model.state === 'bundled') return <Chip tone="ok">{TEXTS.bundled}</Chip>;
  if (isMoving(progress) || model.state === 'downloading') return <Moving model={model} />;
  if (model.state === 'ready')
    return (
      <>
        <Chip tone="ok">{TEXTS.ready}</Chip>
        <IconButton
          icon={Trash2}
          size={24}
          iconSize={14}
          label={TEXTS.removeThis(model.title)}
          onClick={() => void removeModel(model)}
        />
      </>
    );
  const stopped = progress?.state === 'failed' || progress?.state === 'cancelled';
  return (
    <div className="flex flex-col items-end gap-1">
      <Button
        size="small"
        icon={Download}
        aria-label={TEXTS.downloadThis(model.title)}
        onClick={() => void downloadModel(model.id)}
      >
        {stopped ? TEXTS.resume : TEXTS.download}
      </Button>
      {progress?.state === 'failed' && (
        <p role="alert" className="max-w-56 text-right text-11 text-err">
          {progress.message ?? TEXTS.failed}
        </p>
      )}
      {progress?.state === 'cancelled' && <p className="text-11 text-tx-3">{TEXTS.cancelled}</p>}
    </div>
  );
}

function Moving({ model }: { readonly model: LocalModel }) {
  const progress = useDownloads((state) => state.progress[model.id]);
  const total = progress?.totalBytes ?? 0;
  const received = progress?.receivedBytes ?? 0;
  const checking = progress?.state === 'checking';
  return (
    <div className="flex items-center gap-2">
      <div className="flex flex-col items-end gap-1">
        <span className="flex items-center gap-1.5 text-11 text-tx-2">
          <Spinner size={12} />
          {checking ? TEXTS.checking : TEXTS.downloading}
          {progress && <span className="mono">{TEXTS.progress(received, total || model.downloadBytes)}</span>}
        </span>
        <progress
          aria-label={`${TEXTS.downloading} ${model.title}`}
          value={total > 0 ? received / total : undefined}
          max={1}
          className="h-1 w-44 appearance-none overflow-hidden rounded-full bg-track [&::-webkit-progress-bar]:bg-track [&::-webkit-progress-value]:bg-accent-line"
        />
      </div>
      <IconButton
        icon={X}
        size={24}
        iconSize={14}
        label={TEXTS.cancel}
        onClick={() => cancelDownload(model.id)}
      />
    </div>
  );
}

async function removeModel(model: LocalModel): Promise<void> {
  try {
    await engine().captioner.removeModel({ id: model.id });
    toast(TEXTS.removed(model.title), {
      action: { label: TEXTS.download, onPress: () => void downloadModel(model.id) },
    });
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  }
  await queryClient.invalidateQueries({ queryKey: api.captioner.models.key() });
}
