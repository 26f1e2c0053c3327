import type { Point } from '../../core/flow.ts';
import { canvasElement } from './canvas-instance.ts';
import { isOnCanvas } from './hit-test.ts';

let last: Point | undefined;

/**
 * Remembers where the pointer is: keys that paste are pressed without one. What is chosen from a menu is done where the menu was opened.
 * Called once; returns how to stop.
 */
export function followPointer(): () => void {
  const onMove = (event: PointerEvent) => {
    if (event.target instanceof Element && event.target.closest('[role="menu"]')) return;
    last = { x: event.clientX, y: event.clientY };
  };
  window.addEventListener('pointermove', onMove, { passive: true, capture: true });
  window.addEventListener('pointerdown', onMove, { passive: true, capture: true });
  return () => {
    window.removeEventListener('pointermove', onMove, true);
    window.removeEventListener('pointerdown', onMove, true);
  };
}

/** Where the pointer is, pixels in the window; undefined where it is not over the canvas. */
export function pointerOnCanvas(): Point | undefined {
  const box = canvasElement()?.getBoundingClientRect();
  if (!last || !box) return undefined;
  const inside = last.x >= box.left && last.x <= box.right && last.y >= box.top && last.y <= box.bottom;
  return inside && isOnCanvas(last) ? last : undefined;
}
