import { Wallet } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { create } from 'zustand';
import { formatMoney } from '../format.ts';
import { Popover } from '../parts/Popover.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';

const CapEditor = lazy(() => import('./CapEditor.tsx').then((it) => ({ default: it.CapEditor })));

/** Whether the cap's editor is open; the fix of a reached cap opens it, too. */
export const useCapEditor = create<{ readonly open: boolean }>(() => ({ open: false }));

/** What the project has spent, against its cap; pressing it edits the cap. */
export function SpendMeter({ wide }: { readonly wide: boolean }) {
  const project = useProject((state) => state.project);
  const open = useCapEditor((state) => state.open);
  if (!project) return null;
  const spend = project.spendUsd;
  const cap = project.capUsd;
  const near = cap !== undefined && cap > 0 && spend / cap >= 0.9;
  return (
    <Popover
      open={open}
      onOpen={(next) => useCapEditor.setState({ open: next })}
      label={TEXTS.spend.title}
      trigger={
        <button
          type="button"
          aria-label={TEXTS.spend.name(spend, cap)}
          className="mono flex h-7 shrink-0 items-center gap-2 rounded-4 px-1.5 text-tx-3 hover:bg-bg-4"
        >
          <Wallet size={14} strokeWidth={1.75} aria-hidden />
          <span className="font-medium text-tx-1">{formatMoney(spend)}</span>
          {wide && (
            <>
              <span className="h-1 w-14 overflow-hidden rounded-full bg-track">
                <span
                  className={`block h-full rounded-full ${near ? 'bg-warn-fill' : 'bg-tx-2'}`}
                  style={{ width: `${cap ? Math.min(100, (spend / cap) * 100) : 0}%` }}
                />
              </span>
              <span>{cap === undefined ? TEXTS.spend.noCap : TEXTS.spend.cap(cap)}</span>
            </>
          )}
        </button>
      }
    >
      <Suspense fallback={null}>
        <CapEditor cap={cap} onDone={() => useCapEditor.setState({ open: false })} />
      </Suspense>
    </Popover>
  );
}
