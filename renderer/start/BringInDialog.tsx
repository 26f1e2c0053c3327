import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CaptionerChoice } from '../captioners/captioner-choice.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { AskedFields } from './AskedFields.tsx';
import { type BringInRequest, closeBringIn, useBringIn } from './bring-in-state.ts';
import { CaptionerSlots } from './CaptionerSlots.tsx';
import { FolderSection } from './FolderSection.tsx';
import { createFromPlan } from './open-project.ts';
import { openQuestions, type ProjectPlan, wantsFolder } from './project-plan.ts';

const TEXTS = START_TEXTS.bringIn;

/** The one step before a project is made of images or a template: which images, who captions them, which files. */
export function BringInDialog() {
  const request = useBringIn((state) => state.request);
  return request && <BringIn key={request.template?.id ?? ''} request={request} />;
}

function BringIn({ request }: { readonly request: BringInRequest }) {
  const { template } = request;
  const [folder, setFolder] = useState(request.folder);
  const [captioners, setCaptioners] = useState<Readonly<Record<string, CaptionerChoice>>>({});
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const catalog = useCatalog();
  const survey = useQuery(
    api.system.surveyFolder.queryOptions({
      input: { path: folder ?? '' },
      enabled: folder !== undefined,
      staleTime: 0,
      retry: false,
    }),
  );
  // A folder without images is none: a project of it could not run.
  const found = (survey.data?.images ?? 0) > 0 ? folder : undefined;
  const plan: ProjectPlan<CaptionerChoice> = { template, folder: found, captioners, answers };
  const open = openQuestions(plan, catalog);
  const create = useMutation({
    mutationFn: async () => {
      if (await createFromPlan(plan)) closeBringIn();
    },
  });
  // Without its images an untitled project would be made of nothing.
  const canStart = (template !== undefined || found !== undefined) && !create.isPending && !survey.isFetching;
  return (
    <Dialog
      open
      onClose={closeBringIn}
      width={760}
      title={template?.title ?? TEXTS.title}
      {...(template && { description: template.summary })}
      footer={
        <>
          <FooterText error={create.error} open={open.length} />
          <Button disabled={!canStart} onClick={() => create.mutate()}>
            {TEXTS.later}
          </Button>
          <Button kind="main" disabled={!canStart || open.length > 0} onClick={() => create.mutate()}>
            {create.isPending && <Spinner size={14} />}
            {create.isPending ? TEXTS.creating : TEXTS.create}
          </Button>
        </>
      }
    >
      {wantsFolder(template) && <FolderSection folder={folder} onFolder={setFolder} survey={survey} />}
      {template && (
        <AskedFields
          asks={template.asks}
          answers={answers}
          onAnswer={(id, answer) => setAnswers((before) => ({ ...before, [id]: answer }))}
        />
      )}
      <CaptionerSlots
        template={template}
        choices={captioners}
        onChoice={(node, choice) => setCaptioners((before) => ({ ...before, [node]: choice }))}
      />
    </Dialog>
  );
}

/** What stands in the way: of the project an error, of its first run what is still to be chosen. */
function FooterText({ error, open }: { readonly error: unknown; readonly open: number }) {
  if (error)
    return (
      <p role="alert" className="mr-auto self-center text-12 text-err">
        {errorRecord(error).message}
      </p>
    );
  return <p className="mr-auto self-center text-12 text-tx-3">{open > 0 && TEXTS.open(open)}</p>;
}
