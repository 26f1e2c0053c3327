import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isLiveJob, type JobWarning, type TrainingJob } from '../../core/training/training-job.ts';
import { formatTime } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { toast } from '../parts/Toast.tsx';
import { api } from '../rpc/queries.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { TitledSection } from './TitledSection.tsx';

const TEXTS = TRAINING_TEXTS.log;
/** Of lines that are always in view, and of those in the dialog. */
const [TAIL, MOST] = [8, 2000];
const LIVE_MS = 3000;

function useLog(job: TrainingJob, lines: number) {
  const options = api.training.jobs.log.queryOptions({ input: { key: job.key, lines } });
  const query = useQuery({ ...options, refetchInterval: isLiveJob(job.state) ? LIVE_MS : false });
  const { refetch } = query;
  // The last words of a job come with its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state says that there is more
  useEffect(() => {
    void refetch();
  }, [job.state, refetch]);
  return query.data;
}

/** Warnings, and the end of what the trainer wrote; all of it in a dialog. */
export function LogSection({ job }: { readonly job: TrainingJob }) {
  const log = useLog(job, TAIL);
  const [isOpen, setOpen] = useState(false);
  const lines = log?.lines ?? [];
  return (
    <TitledSection
      title={TEXTS.title}
      end={
        <>
          {job.warnings > 0 && <Chip tone="warn">{TEXTS.warnings(job.warnings)}</Chip>}
          <Button size="small" kind="quiet" onClick={() => setOpen(true)}>
            {TEXTS.open}
          </Button>
        </>
      }
    >
      {job.warningList.slice(-3).map((warning) => (
        <WarningLine key={`${warning.at} ${warning.code}`} warning={warning} />
      ))}
      {lines.length === 0 && job.warnings === 0 ? (
        <p className="text-12 text-tx-3">{TEXTS.empty}</p>
      ) : (
        <LogLines lines={lines} />
      )}
      {isOpen && <LogDialog job={job} onClose={() => setOpen(false)} />}
    </TitledSection>
  );
}

function WarningLine({ warning, full = false }: { readonly warning: JobWarning; readonly full?: boolean }) {
  const { at, message, step, examples = [] } = warning;
  return (
    <div className="mb-1">
      <p className="mono break-words text-warn">
        <span className="text-tx-3">{formatTime(at)}</span> {message}
        {step !== undefined && <span className="text-tx-3"> {TEXTS.at(step)}</span>}
      </p>
      {full && examples.length > 0 && (
        <details className="text-11 text-tx-2">
          <summary>{TEXTS.examples(examples.length)}</summary>
          <ul className="mono break-all">
            {examples.map((example) => (
              <li key={example}>{example}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function LogLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ol>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are told apart by their places only
        <li key={index} className="mono whitespace-pre-wrap break-words text-tx-2">
          {line}
        </li>
      ))}
    </ol>
  );
}

function LogDialog({ job, onClose }: { readonly job: TrainingJob; readonly onClose: () => void }) {
  const log = useLog(job, MOST);
  const lines = log?.lines ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      title={TEXTS.title}
      width={820}
      footer={
        <Button
          icon={Copy}
          onClick={() =>
            void navigator.clipboard
              .writeText(lines.join('\n'))
              .then(() => toast(TRAINING_TEXTS.header.copied))
          }
        >
          {TEXTS.copy}
        </Button>
      }
    >
      {job.warningList.length > 0 && (
        <section className="mb-3">
          <h3 className="mb-1 font-semibold text-12">{TEXTS.warningTitle}</h3>
          {job.warningList.map((warning) => (
            <WarningLine key={`${warning.at} ${warning.code}`} warning={warning} full />
          ))}
        </section>
      )}
      {log?.isCut && <p className="mb-2 text-11 text-tx-3">{TEXTS.cut}</p>}
      {lines.length === 0 ? <p className="text-12 text-tx-3">{TEXTS.empty}</p> : <LogLines lines={lines} />}
    </Dialog>
  );
}
