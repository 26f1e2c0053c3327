import { lazy, Suspense } from 'react';
import { useGuide } from '../guide/guide-state.ts';
import { useTour } from '../tour/tour-state.ts';
import { useAbout } from './help-commands.ts';

const GuideReader = lazy(() =>
  import('../guide/GuideReader.tsx').then((it) => ({ default: it.GuideReader })),
);
const AboutDialog = lazy(() => import('./AboutDialog.tsx').then((it) => ({ default: it.AboutDialog })));
const Tour = lazy(() => import('../tour/Tour.tsx').then((it) => ({ default: it.Tour })));

/** Guide, tour and the page about the app, wherever they were asked for; each is loaded when it is first opened. */
export function HelpHost() {
  const guide = useGuide((state) => state.open);
  const about = useAbout((state) => state.open);
  const tour = useTour((state) => state.open);
  return (
    <Suspense fallback={null}>
      {tour && <Tour />}
      {about && <AboutDialog />}
      {guide && <GuideReader />}
    </Suspense>
  );
}
