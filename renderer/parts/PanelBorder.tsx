import { clsx } from 'clsx';
import { type PointerEvent as ReactPointerEvent, useRef } from 'react';
import { type PanelLimits, usePanelSizes } from './panel-sizes.ts';

const KEY_STEP = 8;

/**
 * The border of a panel as a separator that can be dragged. `edge` is where the panel lies as seen from the border.
 * Arrow keys move it by 8 px, a double-click restores the first size.
 */
export function PanelBorder({
  panel,
  limits,
  edge,
  label,
  controls,
}: {
  readonly panel: string;
  readonly limits: PanelLimits;
  readonly edge: 'left' | 'right' | 'bottom';
  readonly label: string;
  /** Id of the panel's element. */
  readonly controls?: string;
}) {
  const size = usePanelSizes((state) => state.sizes[panel]) ?? limits.start;
  const { setSize, restore } = usePanelSizes.getState();
  const start = useRef({ at: 0, size: 0 });
  const upright = edge !== 'bottom';
  const sign = edge === 'left' ? 1 : -1;
  const position = (event: ReactPointerEvent) => (upright ? event.clientX : event.clientY);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is a splitter (ARIA window splitter pattern); <hr> cannot be dragged
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(size)}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      aria-controls={controls}
      onDoubleClick={() => restore(panel)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: position(event), size };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        setSize(panel, start.current.size + sign * (position(event) - start.current.at), limits);
      }}
      onKeyDown={(event) => {
        const grow = {
          ArrowRight: upright ? 1 : 0,
          ArrowLeft: upright ? -1 : 0,
          ArrowDown: upright ? 0 : 1,
          ArrowUp: upright ? 0 : -1,
        }[event.key];
        if (!grow) return;
        event.preventDefault();
        event.stopPropagation();
        setSize(panel, size + sign * grow * KEY_STEP, limits);
      }}
      className={clsx(
        'group relative z-10 shrink-0 touch-none bg-line transition-colors duration-120 hover:bg-accent-line focus-visible:bg-accent-line',
        upright ? 'w-px cursor-col-resize' : 'h-px cursor-row-resize',
        'after:absolute',
        upright ? 'after:inset-y-0 after:-inset-x-1' : 'after:inset-x-0 after:-inset-y-1',
      )}
    />
  );
}
