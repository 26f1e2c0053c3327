import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TextField } from '../parts/TextField.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { START_TEXTS } from '../texts/start.ts';
import { TEXTS as ALL } from '../texts.ts';
import { saveTemplate, useSaveTemplate } from './own-templates.ts';

const TEXTS = START_TEXTS.saveTemplate;

/** Names the present flow and keeps it as a template of the user's. */
export function SaveTemplateDialog() {
  const open = useSaveTemplate((state) => state.open);
  return open && <SaveTemplate />;
}

function SaveTemplate() {
  const [title, setTitle] = useState(useProject((state) => state.project?.name ?? ''));
  const [summary, setSummary] = useState('');
  const close = () => useSaveTemplate.setState({ open: false });
  const save = useMutation({
    mutationFn: () => saveTemplate(title.trim(), summary.trim()),
    onSuccess: close,
  });
  const ready = title.trim() !== '' && !save.isPending;
  const onEnter = (event: { readonly key: string }) => {
    if (event.key === 'Enter' && ready) save.mutate();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={TEXTS.title}
      description={TEXTS.text}
      footer={
        <>
          {save.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(save.error).message}
            </p>
          )}
          <Button onClick={close}>{ALL.cancel}</Button>
          <Button kind="main" disabled={!ready} onClick={() => save.mutate()}>
            {TEXTS.save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is inside */}
        <label className="flex flex-col gap-1">
          <span className="font-medium text-11 text-tx-2">{TEXTS.name}</span>
          <TextField value={title} maxLength={60} onValue={setTitle} onKeyDown={onEnter} />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is inside */}
        <label className="flex flex-col gap-1">
          <span className="font-medium text-11 text-tx-2">{TEXTS.summary}</span>
          <TextField value={summary} maxLength={200} onValue={setSummary} onKeyDown={onEnter} />
        </label>
      </div>
    </Dialog>
  );
}
