import { type RefObject, useLayoutEffect, useState } from 'react';
import { controlsOutside, freePlace, type Place, type Size } from './free-place.ts';

const MARGIN = 8;
const STEP = 20;
/** How long a control that has come may be covered. Milliseconds. */
const LOOK_MS = 250;

/** Where toasts may stand, the best first: at the lower edge right, middle and left, then further and further up. */
export function toastPlaces(size: Size, window: Size): readonly Place[] {
  const lowest = window.height - size.height - MARGIN;
  const right = Math.max(MARGIN, window.width - size.width - MARGIN);
  const lefts = [right, Math.round((MARGIN + right) / 2), MARGIN];
  const tops = [];
  for (let top = lowest; top >= MARGIN; top -= STEP) tops.push(top);
  return (tops.length > 0 ? tops : [MARGIN]).flatMap((top) => lefts.map((left) => ({ left, top })));
}

/** Keeps toasts off everything that can be pressed, as long as there is such a place; `shown` changes with what they say. */
export function useToastPlace(
  panel: RefObject<HTMLElement | null>,
  shown: readonly unknown[],
): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const look = () => {
      if (!panel.current || shown.length === 0) return;
      const size = { width: panel.current.offsetWidth, height: panel.current.offsetHeight };
      const window = { width: innerWidth, height: innerHeight };
      const keepFree = controlsOutside(panel.current);
      setPlace((before) => {
        const places = toastPlaces(size, window);
        // Where they are free they stay.
        const stays = before && places.some(({ left, top }) => left === before.left && top === before.top);
        const next = freePlace(stays ? [before, ...places] : places, size, keepFree);
        return next?.left === before?.left && next?.top === before?.top ? before : next;
      });
    };
    look();
    if (shown.length === 0) {
      // The next ones begin at the best place.
      setPlace(undefined);
      return;
    }
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [panel, shown]);
  return place;
}
