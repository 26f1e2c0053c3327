import { goTo } from '../app/screen.ts';
import { Button } from '../parts/Button.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { engine } from '../rpc/client.ts';
import { SERVING_TEXTS } from '../texts/serving.ts';
import { useFollowed } from '../training/follow.ts';
import { cancelServingSetUp, setUpServing } from './serve-actions.ts';

const TEXTS = SERVING_TEXTS.environment;

/** What is missing before anything can be served, with its size and the button that gets it; nothing where all is there. */
export function ServingNeeds() {
  const { value } = useFollowed('serving-environment', (signal) =>
    engine().serving.environment.watch(undefined, { signal }),
  );
  if (value === undefined || value.state === 'ready') return null;
  return (
    <div
      data-testid="serving-needs"
      className="flex flex-wrap items-center justify-between gap-2 border-line border-b bg-warn-soft px-4 py-2 text-12 text-tx-1"
    >
      {value.state === 'no-trainer' && (
        <>
          <p>{TEXTS.noTrainer}</p>
          <Button size="small" onClick={() => goTo('training')}>
            {TEXTS.toTrainer}
          </Button>
        </>
      )}
      {value.state === 'absent' && (
        <>
          <p>
            {TEXTS.absent(value.missing, value.downloadBytes)} {!value.canSetUp && TEXTS.named}
          </p>
          {value.canSetUp && (
            <Button size="small" onClick={() => void setUpServing()}>
              {TEXTS.setUp}
            </Button>
          )}
        </>
      )}
      {value.state === 'making' && (
        <>
          <p className="flex min-w-0 items-center gap-2" aria-live="polite">
            <Spinner size={14} />
            {TEXTS.making}
            <span className="mono truncate text-tx-3">{value.detail}</span>
          </p>
          <Button size="small" onClick={() => void cancelServingSetUp()}>
            {TEXTS.cancel}
          </Button>
        </>
      )}
      {value.state === 'broken' && (
        <>
          <p role="alert" className="min-w-0 flex-1 text-err">
            {value.message} <span className="text-tx-2">{value.remedy}</span>
          </p>
          <Button size="small" onClick={() => void setUpServing()}>
            {TEXTS.setUp}
          </Button>
        </>
      )}
    </div>
  );
}
