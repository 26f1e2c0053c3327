import { type ComponentProps, useEffect, useRef } from 'react';
import { PickList } from './PickList.tsx';

const WIDTH = 300;
const HEIGHT = 340;

/** A list to take one entry from, at a point of the window; a press beside it closes it, and leaving it gives the focus back. */
export function PickPanel({
  title,
  at,
  onClose,
  ...list
}: {
  readonly title: string;
  /** Pixels in the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
} & Omit<ComponentProps<typeof PickList>, 'onTake' | 'onLeave' | 'size'>) {
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(document.activeElement);
  const latest = useRef(onClose);
  latest.current = onClose;
  const leave = () => {
    onClose();
    if (before.current instanceof HTMLElement || before.current instanceof SVGElement)
      before.current.focus({ preventScroll: true });
  };
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) latest.current();
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => window.removeEventListener('pointerdown', onDown, true);
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={title}
      style={{
        width: WIDTH,
        maxHeight: HEIGHT,
        left: Math.max(8, Math.min(at.x, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(at.y, window.innerHeight - HEIGHT - 8)),
      }}
      className="appear fixed z-40 flex flex-col rounded-8 border border-line-2 bg-bg-3 shadow-2"
    >
      <PickList {...list} onTake={leave} onLeave={leave} />
    </div>
  );
}
