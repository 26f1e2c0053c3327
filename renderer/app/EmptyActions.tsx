import { useFlow } from '../flow/flow-store.ts';
import { Button } from '../parts/Button.tsx';
import { startRun } from './run-control.ts';
import { goTo } from './screen.ts';

/** What fills a list that a run fills: the run, or first a flow that could run. */
export function EmptyActions({ run, flow }: { readonly run: string; readonly flow: string }) {
  const canRun = useFlow().nodes.length > 0;
  return (
    <>
      {canRun && (
        <Button kind="main" onClick={() => void startRun()}>
          {run}
        </Button>
      )}
      <Button kind={canRun ? 'plain' : 'main'} onClick={() => goTo('flow')}>
        {flow}
      </Button>
    </>
  );
}
