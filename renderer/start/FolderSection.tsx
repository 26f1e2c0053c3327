import { FileText, Folder, Image, OctagonAlert } from 'lucide-react';
import type { FolderSurvey } from '../../core/contract/system.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { START_TEXTS } from '../texts/start.ts';

const TEXTS = START_TEXTS.bringIn;

interface Survey {
  readonly data: FolderSurvey | undefined;
  readonly error: unknown;
  readonly isError: boolean;
}

/** Which folder the images come from, and what was found in it. */
export function FolderSection({
  folder,
  onFolder,
  survey,
}: {
  readonly folder: string | undefined;
  readonly onFolder: (folder: string) => void;
  readonly survey: Survey;
}) {
  const choose = () =>
    void native()
      .pickFolder()
      .then((picked) => {
        if (picked !== undefined) onFolder(picked);
      });
  return (
    <section aria-label={TEXTS.images} className="mb-5">
      <h2 className="mb-2 font-semibold text-15">{TEXTS.images}</h2>
      <div className="rounded-6 border border-line-2 bg-bg-3 px-4 py-3">
        <div className="flex items-center gap-2">
          <Folder size={16} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
          {folder === undefined ? (
            <span className="min-w-0 flex-1 text-12 text-tx-2">{TEXTS.noFolder}</span>
          ) : (
            <span className="mono min-w-0 flex-1 truncate text-tx-1" title={folder}>
              {folder}
            </span>
          )}
          <Button size="small" onClick={choose}>
            {folder === undefined ? TEXTS.choose : TEXTS.change}
          </Button>
        </div>
        {folder !== undefined && <Findings survey={survey} />}
      </div>
    </section>
  );
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
        {TEXTS.imagesFound(images, truncated)}
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
