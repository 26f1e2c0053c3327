import { lazy, Suspense } from 'react';
import { useChoices } from './choice-state.ts';
import { useFind } from './find-state.ts';
import { useQuickAdd } from './quick-add-state.ts';

const ChoiceList = lazy(() => import('./ChoiceList.tsx').then((it) => ({ default: it.ChoiceList })));
const QuickAdd = lazy(() => import('./QuickAdd.tsx').then((it) => ({ default: it.QuickAdd })));
const FindBar = lazy(() => import('./FindBar.tsx').then((it) => ({ default: it.FindBar })));

/** What is typed into over the canvas, while it is asked for. */
export function CanvasLists() {
  const choice = useChoices((state) => state.request);
  const adding = useQuickAdd((state) => state.request);
  const finding = useFind((state) => state.query !== undefined);
  return (
    <Suspense fallback={null}>
      {finding && <FindBar />}
      {adding && <QuickAdd key={`${adding.at.x},${adding.at.y}`} request={adding} />}
      {choice && <ChoiceList key={choice.title} request={choice} />}
    </Suspense>
  );
}
