import type { Point } from '../../core/flow.ts';
import { canvasElement } from './canvas-instance.ts';
import { isOnCanvas } from './hit-test.ts';

let last: Point | undefined;

/** Remembers where the pointer is: keys that paste are pressed without one. Called once; returns how to stop. */
export function followPointer(): () => void {
  const onMove = (event: PointerEvent) => {
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
