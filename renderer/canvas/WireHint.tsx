import { clsx } from 'clsx';
import { Ban, Spline } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useDragWire } from './drag-wire.ts';

/** What is said at the pointer while a wire or a node is dragged. */
export function WireHint() {
  const hint = useDragWire((state) => state.hint);
  if (!hint) return null;
  const Icon = hint.fits ? Spline : Ban;
  // In the body: nothing on the canvas may cut it off.
  return createPortal(
    <div
      role="status"
      style={{ left: hint.at.x + 14, top: hint.at.y + 18 }}
      className={clsx(
        'pointer-events-none fixed z-50 flex max-w-72 items-center gap-1.5 rounded-4 border border-line-2 bg-bg-3 px-2 py-1 text-11 shadow-2',
        hint.fits ? 'text-tx-1' : 'text-err',
      )}
    >
      <Icon size={12} strokeWidth={1.75} aria-hidden />
      {hint.text}
    </div>,
    document.body,
  );
}
