import { clsx } from 'clsx';
import { Check, CloudOff, LoaderCircle, Lock, OctagonAlert } from 'lucide-react';
import { tryAgain, useSavingTrouble } from '../flow/flow-queue.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { Button } from '../parts/Button.tsx';
import { Popover } from '../parts/Popover.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { useProject } from '../rpc/project-state.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { type Saving, savingState } from './saving-state.ts';

const TEXTS = HISTORY_TEXTS.saved;
const ICONS = { saved: Check, saving: LoaderCircle, readOnly: Lock, notSaved: OctagonAlert, away: CloudOff };

/** Whether everything is stored; where it is not, why, and what to do. Short it is a mark, unless something is wrong. */
export function SavedState({ short }: { readonly short: boolean }) {
  const project = useProject((state) => state.project);
  const connection = useProject((state) => state.connection);
  const pending = useFlowStore((store) => store.state?.pending.length ?? 0);
  const trouble = useSavingTrouble((state) => state.trouble);
  const saving = savingState({ readOnly: project?.readOnly ?? false, connection, pending, trouble });
  if (saving === 'notSaved' || saving === 'away') return <NotSaved saving={saving} pending={pending} />;
  const hint = project?.notice ?? (saving === 'saved' ? TEXTS.savedHint : undefined);
  const state = <Mark saving={saving} short={short} />;
  return hint === undefined ? state : <Tooltip text={hint}>{state}</Tooltip>;
}

function Mark({ saving, short, ...rest }: { readonly saving: Saving; readonly short: boolean }) {
  const Icon = ICONS[saving];
  return (
    <span
      {...rest}
      className="flex items-center gap-1 whitespace-nowrap text-12 text-tx-3"
      data-testid="saved-state"
      data-state={saving}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className={clsx(short && 'sr-only')}>{TEXTS[saving]}</span>
    </span>
  );
}

function NotSaved({ saving, pending }: { readonly saving: 'notSaved' | 'away'; readonly pending: number }) {
  const trouble = useSavingTrouble((state) => state.trouble);
  const Icon = ICONS[saving];
  return (
    <Popover
      align="start"
      label={TEXTS[saving]}
      className="w-80 p-4"
      trigger={
        <button
          type="button"
          data-testid="saved-state"
          data-state={saving}
          className="flex h-6 items-center gap-1 whitespace-nowrap rounded-4 bg-warn-soft px-1.5 text-12 text-warn hover:bg-bg-4"
        >
          <Icon size={14} strokeWidth={1.75} aria-hidden />
          {TEXTS[saving]}
        </button>
      }
    >
      <h2 className="mb-1 font-semibold text-13">{pending > 0 ? TEXTS.title(pending) : TEXTS.away}</h2>
      {trouble ? (
        <>
          <p className="text-12 text-tx-2">
            {trouble.message} {trouble.remedy}
          </p>
          <Button className="mt-3" onClick={tryAgain}>
            {TEXTS.tryAgain}
          </Button>
        </>
      ) : (
        <p className="text-12 text-tx-2">
          {TEXTS.awayText} {pending > 0 && TEXTS.awayRemedy}
        </p>
      )}
    </Popover>
  );
}
