import { useMutation, useQuery } from '@tanstack/react-query';
import { FileText, Folder, Image, OctagonAlert } from 'lucide-react';
import { useState } from 'react';
import { CaptionerPicker } from '../captioners/CaptionerPicker.tsx';
import { type CaptionerChoice, confirmChoice } from '../captioners/captioner-choice.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { type BringInRequest, closeBringIn, pickImages, useBringIn } from './bring-in-state.ts';
import { createFromFolder } from './open-project.ts';

const TEXTS = START_TEXTS.bringIn;

/** What a folder holds, and who is to caption it, before a project is made of it. */
export function BringInDialog() {
  const request = useBringIn((state) => state.request);
  return request && <BringIn key={request.folder} request={request} />;
}

function BringIn({ request }: { readonly request: BringInRequest }) {
  const { folder, template } = request;
  const [choice, setChoice] = useState<CaptionerChoice>();
  const survey = useQuery(
    api.system.surveyFolder.queryOptions({ input: { path: folder }, staleTime: 0, retry: false }),
  );
  const create = useMutation({
    mutationFn: async (chosen: CaptionerChoice | undefined) => {
      const captioner = chosen && (await confirmChoice(chosen));
      if (await createFromFolder(folder, template?.id, captioner)) closeBringIn();
    },
  });
  const ready = (survey.data?.images ?? 0) > 0 && !create.isPending;
  return (
    <Dialog
      open
      onClose={closeBringIn}
      width={760}
      title={template ? TEXTS.titleOf(template.title) : TEXTS.title}
      footer={
        <>
          {create.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(create.error).message}
            </p>
          )}
          <Button disabled={!ready} onClick={() => create.mutate(undefined)}>
            {TEXTS.later}
          </Button>
          <Button kind="main" disabled={!ready || choice === undefined} onClick={() => create.mutate(choice)}>
            {create.isPending && <Spinner size={14} />}
            {create.isPending ? TEXTS.creating : TEXTS.create}
          </Button>
        </>
      }
    >
      <div className="mb-5 rounded-6 border border-line-2 bg-bg-3 px-4 py-3">
        <div className="flex items-center gap-2">
          <Folder size={16} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
          <span className="mono min-w-0 flex-1 truncate text-tx-1" title={folder}>
            {folder}
          </span>
          <Button size="small" onClick={() => void pickImages(template)}>
            {TEXTS.change}
          </Button>
        </div>
        <Findings survey={survey} />
      </div>
      <h2 className="font-semibold text-15">{TEXTS.captioner}</h2>
      <p className="mb-4 text-12 text-tx-2">{TEXTS.captionerText}</p>
      <CaptionerPicker choice={choice} onChoice={setChoice} />
    </Dialog>
  );
}

interface Survey {
  readonly data?: { readonly images: number; readonly sidecars: number; readonly truncated: boolean };
  readonly error: unknown;
  readonly isError: boolean;
}

function Findings({ survey }: { readonly survey: Survey }) {
  if (survey.isError) {
    const { message, remedy } = errorRecord(survey.error);
    return <Refusal message={message} remedy={remedy} />;
  }
  if (!survey.data)
    return (
      <p className="mt-2 flex items-center gap-2 text-12 text-tx-2">
        <Spinner size={14} /> {TEXTS.counting}
      </p>
    );
  const { images, sidecars, truncated } = survey.data;
  if (images === 0) return <Refusal message={TEXTS.none} remedy={TEXTS.noneRemedy} />;
  return (
    <div className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-12 text-tx-1" role="status">
      <span className="flex items-center gap-1.5">
        <Image size={14} strokeWidth={1.75} className="text-ok" aria-hidden />{' '}
        {TEXTS.images(images, truncated)}
      </span>
      {sidecars > 0 && (
        <span className="flex items-center gap-1.5">
          <FileText size={14} strokeWidth={1.75} className="text-ok" aria-hidden /> {TEXTS.sidecars(sidecars)}
        </span>
      )}
    </div>
  );
}

function Refusal({ message, remedy }: { readonly message: string; readonly remedy: string | undefined }) {
  return (
    <p role="alert" className="mt-2 flex items-start gap-1.5 text-12 text-tx-2">
      <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0 text-err" aria-hidden />
      <span>
        <span className="text-err">{message}</span> {remedy}
      </span>
    </p>
  );
}
