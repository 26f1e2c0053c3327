import { lazy, Suspense } from 'react';
import { usePeek } from './peek-state.ts';
import { usePicker } from './picker-state.ts';
import { usePinnedSample } from './pinned-sample.ts';

const PinBar = lazy(() => import('./PinBar.tsx').then((it) => ({ default: it.PinBar })));
const PeekPanel = lazy(() => import('./PeekPanel.tsx').then((it) => ({ default: it.PeekPanel })));
const PicturePicker = lazy(() => import('./PicturePicker.tsx').then((it) => ({ default: it.PicturePicker })));

/** On the canvas: the pinned sample's bar, and the samples of a wire that somebody looks at. */
export function CanvasSeeing() {
  const pin = usePinnedSample();
  const target = usePeek((state) => state.target);
  return (
    <Suspense fallback={null}>
      {pin && <PinBar pin={pin} />}
      {target && <PeekPanel key={`${target.node} ${target.port}`} target={target} />}
    </Suspense>
  );
}

/** Over every screen: the choice of a picture. */
export function PickerHost() {
  const purpose = usePicker((state) => state.purpose);
  if (purpose === undefined) return null;
  return (
    <Suspense fallback={null}>
      <PicturePicker purpose={purpose} />
    </Suspense>
  );
}
