import { lazy, Suspense } from 'react';
import { usePreflight } from './preflight-state.ts';

const PreflightDialog = lazy(() =>
  import('./PreflightDialog.tsx').then((it) => ({ default: it.PreflightDialog })),
);

/** Shows the preflight that was asked for, wherever it was asked. */
export function PreflightHost() {
  const node = usePreflight((state) => state.node);
  if (node === undefined) return null;
  return (
    <Suspense fallback={null}>
      <PreflightDialog key={node} node={node} />
    </Suspense>
  );
}
