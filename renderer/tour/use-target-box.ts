import { useEffect, useState } from 'react';
import type { Box } from '../parts/free-place.ts';

/** Where an element is, followed from frame to frame: the canvas moves, panels open, screens change. */
export function useTargetBox(find: () => Element | undefined): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    let frame = 0;
    const look = () => {
      const found = find()?.getBoundingClientRect();
      const next = found && {
        left: Math.round(found.left),
        top: Math.round(found.top),
        width: Math.round(found.width),
        height: Math.round(found.height),
      };
      setBox((before) => (isSame(before, next) ? before : next));
      frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [find]);
  return box;
}

function isSame(a: Box | undefined, b: Box | undefined): boolean {
  if (!a || !b) return a === b;
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
