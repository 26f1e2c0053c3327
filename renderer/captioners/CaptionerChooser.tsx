import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChooserRequest } from '../app/open-chooser.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { TEXTS } from '../texts.ts';
import { CaptionerPicker } from './CaptionerPicker.tsx';
import { type CaptionerChoice, confirmChoice } from './captioner-choice.ts';

/** The dialog in which a captioner is chosen, found, downloaded or given its key. Nothing is chosen for a person. */
export function CaptionerChooser({
  request,
  onClose,
}: {
  readonly request: ChooserRequest;
  readonly onClose: () => void;
}) {
  const [choice, setChoice] = useState<CaptionerChoice | undefined>(
    request.chosen && { kind: 'ref', ref: request.chosen },
  );
  const confirm = useMutation({
    mutationFn: confirmChoice,
    onSuccess: (captioner) => {
      onClose();
      request.onChoose(captioner);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      width={760}
      title={CAPTIONER_TEXTS.title}
      description={CAPTIONER_TEXTS.description}
      footer={
        <>
          {confirm.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(confirm.error).message}
            </p>
          )}
          <Button onClick={onClose}>{TEXTS.cancel}</Button>
          <Button
            kind="main"
            disabled={choice === undefined || confirm.isPending}
            title={choice === undefined ? CAPTIONER_TEXTS.useNothing : undefined}
            onClick={() => choice && confirm.mutate(choice)}
          >
            {CAPTIONER_TEXTS.use}
          </Button>
        </>
      }
    >
      <CaptionerPicker
        kind={request.kind}
        choice={choice}
        onChoice={setChoice}
        {...(request.keyFor !== undefined && { keyFor: request.keyFor })}
      />
    </Dialog>
  );
}
