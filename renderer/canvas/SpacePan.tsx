import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { isTyping } from '../commands/typing.ts';

/**
 * While Space is held the whole canvas, nodes included, is a hand that moves the view: a layer over everything takes the pointer.
 * A button that has the focus keeps its Space.
 */
export function SpacePan() {
  const { getViewport, setViewport } = useReactFlow();
  const [held, setHeld] = useState(false);
  const grip = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target))
        return;
      event.preventDefault();
      setHeld(true);
    };
    const onUp = (event: KeyboardEvent) => {
      if (event.code === 'Space') setHeld(false);
    };
    const leave = () => setHeld(false);
    window.addEventListener('keydown', onDown);
    window.addEventListener('keyup', onUp);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', onDown);
      window.removeEventListener('keyup', onUp);
      window.removeEventListener('blur', leave);
    };
  }, []);
  if (!held) return null;
  return (
    <div
      data-testid="space-pan"
      className="absolute inset-0 z-20 cursor-grab touch-none active:cursor-grabbing"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        const from = grip.current;
        if (!from) return;
        const { x, y, zoom } = getViewport();
        grip.current = { x: event.clientX, y: event.clientY };
        void setViewport({ x: x + event.clientX - from.x, y: y + event.clientY - from.y, zoom });
      }}
      onPointerUp={() => {
        grip.current = undefined;
      }}
    />
  );
}

/** Space presses buttons, checks boxes and types; nodes and the canvas have no use for it. */
function isFree(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || isTyping(target)) return false;
  if (target.closest('button, a, [role="tab"], [role="option"], [role="menuitem"]')) return false;
  return target === document.body || target.closest('[data-region="canvas"]') !== null;
}
