import { goTo } from '../app/screen.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { EnvironmentPanel } from './EnvironmentPanel.tsx';
import { useEnvironment } from './follow-jobs.ts';

/** What will stand here, over the layout that it will have; and whether the trainer is there to do it. */
export function EmptyTraining() {
  const environment = useEnvironment().value;
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col bg-bg-1">
      <h1 className="sr-only">{TRAINING_TEXTS.title}</h1>
      {environment && (
        <div className="p-5 pb-0">
          <EnvironmentPanel environment={environment} />
        </div>
      )}
      <div className="min-h-64 flex-1">
        <EmptyState
          ghosts={<Ghosts />}
          title={TRAINING_TEXTS.empty.title}
          text={TRAINING_TEXTS.empty.text}
          actions={
            <Button kind={environment?.state === 'ready' ? 'main' : 'plain'} onClick={() => goTo('flow')}>
              {TRAINING_TEXTS.toFlow}
            </Button>
          }
        />
      </div>
    </div>
  );
}

function Ghosts() {
  return (
    <div aria-hidden className="flex h-full flex-col gap-3 overflow-hidden p-5 opacity-50 mask-b-from-10%">
      <div className="h-72 shrink-0 rounded-6 border border-line bg-bg-2 p-6">
        <svg aria-hidden viewBox="0 0 400 100" preserveAspectRatio="none" className="size-full">
          <path
            d="M0 5 C 30 70, 60 75, 120 80 S 260 90, 400 92"
            fill="none"
            stroke="var(--track)"
            strokeWidth={3}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <div className="grid grid-cols-4 gap-2">
        {[1, 2, 3, 4].map((ghost) => (
          <span key={ghost} className="h-24 rounded-6 border border-line bg-bg-2" />
        ))}
      </div>
    </div>
  );
}
