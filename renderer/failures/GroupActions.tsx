import { lazy, Suspense, useState } from 'react';
import { SKIPPED } from '../../core/failure-cause.ts';
import type { ProblemGroup } from '../../core/run.ts';
import { Button } from '../parts/Button.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { TEXTS } from '../texts.ts';
import { ALL, choiceOf } from './chosen-samples.ts';
import { carryCaptionsOver, retrySamples, skipSamples, unskipSamples } from './failure-actions.ts';

const FailureDialog = lazy(() => import('./FailureDialog.tsx').then((it) => ({ default: it.FailureDialog })));

/** What can be done about a whole group, and the way to its samples. `title` is the node's. */
export function GroupActions({ group, title }: { readonly group: ProblemGroup; readonly title: string }) {
  const [open, setOpen] = useState(false);
  const running = useProject((state) => isRunActive(state.run));
  const words = TEXTS.failures;
  const choice = choiceOf(group, ALL);
  const failed = group.outcome === 'failed';
  const putAside = group.skipped > 0 && (failed || group.cause === SKIPPED);
  return (
    <>
      {putAside && failed && <span className="text-12 text-tx-2">{words.putAside(group.skipped)}</span>}
      <Button size="small" kind="quiet" onClick={() => setOpen(true)}>
        {words.details}
      </Button>
      {group.code === 'IMAGE_CHANGED' && (
        <Button size="small" title={words.carryOverHint} onClick={() => void carryCaptionsOver(choice)}>
          {words.carryOver}
        </Button>
      )}
      {putAside && (
        <Button size="small" onClick={() => void unskipSamples(choice)}>
          {words.unskip}
        </Button>
      )}
      {failed && group.skipped < group.count && (
        <>
          <Button size="small" title={words.skipHelp} onClick={() => void skipSamples(choice)}>
            {words.skip}
          </Button>
          <Button
            size="small"
            disabled={running}
            title={running ? words.running : undefined}
            onClick={() => void retrySamples(choice)}
          >
            {words.retry}
          </Button>
        </>
      )}
      {open && (
        <Suspense fallback={null}>
          <FailureDialog group={group} title={title} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
