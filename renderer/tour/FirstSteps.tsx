import { Check } from 'lucide-react';
import { Button } from '../parts/Button.tsx';
import { TOUR_TEXTS } from '../texts/tour.ts';
import { startTour } from './tour-state.ts';
import { nextStep } from './tour-steps.ts';
import { useStepsDone } from './use-step-facts.ts';

/** The steps of the tour as a list in the project's panel, until all are done. */
export function FirstSteps() {
  const { done } = useStepsDone();
  const count = done.filter(Boolean).length;
  if (count === done.length) return null;
  const next = nextStep(done);
  return (
    <section aria-label={TOUR_TEXTS.firstSteps}>
      <div className="flex h-10 items-center justify-between border-line border-b px-4">
        <h3 className="font-semibold text-12">
          {TOUR_TEXTS.firstSteps}{' '}
          <span className="mono ml-1 font-normal text-tx-3">{TOUR_TEXTS.of(count, done.length)}</span>
        </h3>
        <Button kind="quiet" size="small" className="-mr-2" onClick={startTour}>
          {TOUR_TEXTS.show}
        </Button>
      </div>
      <ol className="flex flex-col gap-3 p-4">
        {TOUR_TEXTS.short.map((step, index) => (
          <li key={step} className="flex items-center gap-2.5">
            <span
              className={`mono flex size-5 items-center justify-center rounded-full border ${
                done[index]
                  ? 'border-ok-fill text-ok'
                  : index === next
                    ? 'border-accent bg-accent text-on-accent'
                    : 'border-line-3 text-tx-3'
              }`}
            >
              {done[index] ? <Check size={12} strokeWidth={2} aria-label={TOUR_TEXTS.isDone} /> : index + 1}
            </span>
            <span className={index === next ? 'font-semibold text-12' : 'text-12 text-tx-2'}>{step}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
