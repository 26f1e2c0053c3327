import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ReproductionNotice } from '../../core/contract/run-history.ts';
import type { RunId } from '../../core/ids.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { TEXTS } from '../texts.ts';
import { reproduceRun } from './run-actions.ts';

const REPEAT = RUNS_TEXTS.repeat;

/** Says what a repetition can and cannot give again, before it starts. */
export function ReproduceDialog({ run, onClose }: { readonly run: number; readonly onClose: () => void }) {
  const [starting, setStarting] = useState(false);
  const plan = useQuery(
    api.runHistory.reproduction.queryOptions({
      input: { run: run as RunId },
      // Pictures and models may have changed since it was last asked.
      staleTime: 0,
      gcTime: 0,
    }),
  );
  const notices = plan.data?.notices ?? [];
  const blocked = notices.some(({ severity }) => severity === 'error');
  return (
    <Dialog
      open
      onClose={onClose}
      title={REPEAT.title(run)}
      description={REPEAT.intro}
      width={560}
      footer={
        <>
          <Button onClick={onClose}>{TEXTS.cancel}</Button>
          <Button
            kind="main"
            disabled={plan.data === undefined || blocked || starting}
            onClick={() => {
              setStarting(true);
              void reproduceRun(run).then((started) => {
                setStarting(false);
                if (started) onClose();
              });
            }}
          >
            {REPEAT.start}
          </Button>
        </>
      }
    >
      {plan.error && <p className="text-12 text-err">{errorRecord(plan.error).message}</p>}
      {plan.data === undefined && !plan.error && (
        <p className="flex items-center gap-2 text-12 text-tx-2">
          <Spinner size={14} /> {REPEAT.looking}
        </p>
      )}
      {plan.data && (
        <ul className="flex flex-col gap-2">
          {plan.data.changesFlow && (
            <Notice notice={{ about: 'flow', severity: 'info', message: REPEAT.changesFlow }} />
          )}
          {notices.map((notice) => (
            <Notice key={notice.message} notice={notice} />
          ))}
          {notices.length === 0 && (
            <li className="flex gap-2 text-12">
              <CircleCheck size={14} strokeWidth={1.75} className="mt-px shrink-0 text-ok" aria-hidden />
              {REPEAT.exact}
            </li>
          )}
          <Notice notice={{ about: 'samples', severity: 'info', message: REPEAT.cap }} />
        </ul>
      )}
    </Dialog>
  );
}

const ICONS = {
  info: { icon: Info, colour: 'text-tx-3' },
  warning: { icon: TriangleAlert, colour: 'text-warn' },
  error: { icon: OctagonAlert, colour: 'text-err' },
} as const;

function Notice({ notice: { severity, message } }: { readonly notice: ReproductionNotice }) {
  const { icon: Icon, colour } = ICONS[severity];
  return (
    <li className="flex gap-2 text-12">
      <Icon size={14} strokeWidth={1.75} className={`mt-px shrink-0 ${colour}`} aria-hidden />
      <span className="min-w-0 break-words">{message}</span>
    </li>
  );
}
