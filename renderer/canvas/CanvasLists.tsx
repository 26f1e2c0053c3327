import { lazy, Suspense } from 'react';
import { ChoiceList, QuickAdd } from '../app/later-parts.ts';
import { useChoices } from './choice-state.ts';
import { useFind } from './find-state.ts';
import { useQuickAdd } from './quick-add-state.ts';

const FindBar = lazy(() => import('./FindBar.tsx').then((it) => ({ default: it.FindBar })));

/** What is typed into over the canvas, while it is asked for. */
export function CanvasLists() {
  const choice = useChoices((state) => state.request);
  const adding = useQuickAdd((state) => state.request);
  const finding = useFind((state) => state.query !== undefined);
  return (
    <>
      {finding && (
        <Suspense fallback={null}>
          <FindBar />
        </Suspense>
      )}
      {adding && <QuickAdd key={`${adding.at.x},${adding.at.y}`} request={adding} />}
      {choice && <ChoiceList key={choice.title} request={choice} />}
    </>
  );
}
