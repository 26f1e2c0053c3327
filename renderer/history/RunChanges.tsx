import { clsx } from 'clsx';
import { RotateCw } from 'lucide-react';
import { Button } from '../parts/Button.tsx';
import { Menu } from '../parts/Menu.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { usePinnedSample } from '../seeing/pinned-sample.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { openVersionOfRun } from './history-views.ts';
import { useFollowOutdated, useOutdatedState } from './outdated-state.ts';
import { forgetRunChanges, runChanges, runChangesAfterwards, useRunNext } from './run-changes.ts';

const TEXTS = HISTORY_TEXTS.changes;

/** Offers what was changed since the run that is shown [RUN15]: at the top of the canvas, while there is something. */
export function RunChanges() {
  useFollowOutdated();
  const run = useProject((state) => state.run);
  const readOnly = useProject((state) => state.project?.readOnly ?? true);
  const changed = useOutdatedState((state) => state.changed.size);
  const next = useRunNext((state) => state.after);
  const pinned = usePinnedSample() !== null;
  if (!run || changed === 0) return null;
  const active = isRunActive(run);
  const scheduled = active && next === run.id;
  return (
    <div
      className={clsx(
        'pointer-events-none absolute inset-x-3 z-10 flex justify-center',
        // Below the bar of the pinned sample, which it would cover on a narrow canvas.
        pinned ? 'top-14' : 'top-3',
      )}
    >
      <section
        aria-label={TEXTS.name}
        className="appear pointer-events-auto flex h-9 min-w-0 items-center gap-2 rounded-6 border border-line-2 bg-bg-3 pr-1 pl-3 shadow-1"
      >
        <RotateCw size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
        <span role="status" className="min-w-0 truncate text-12">
          {scheduled ? TEXTS.scheduled : TEXTS.changed(changed)}
        </span>
        <Button kind="quiet" onClick={() => openVersionOfRun(run.id)}>
          {TEXTS.show}
        </Button>
        {scheduled ? (
          <Button onClick={forgetRunChanges}>{TEXTS.forget}</Button>
        ) : active ? (
          <Menu
            align="end"
            trigger={<Button disabled={readOnly}>{TEXTS.run}</Button>}
            groups={[
              [
                { label: TEXTS.afterwards, onChoose: runChangesAfterwards },
                { label: TEXTS.stopFirst, onChoose: () => void runChanges() },
              ],
            ]}
          />
        ) : (
          <Button disabled={readOnly} onClick={() => void runChanges()}>
            {TEXTS.run}
          </Button>
        )}
      </section>
    </div>
  );
}
