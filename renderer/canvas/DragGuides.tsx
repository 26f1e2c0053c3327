import { useViewport, ViewportPortal } from '@xyflow/react';
import { useDragState } from './drag-state.ts';

/** Lines that show what a dragged thing is level with, and where the originals of copies stay. */
export function DragGuides() {
  const guides = useDragState((state) => state.guides);
  const ghosts = useDragState((state) => state.ghosts);
  if (guides.length === 0 && ghosts.length === 0) return null;
  return (
    <ViewportPortal>
      {ghosts.map(({ id, x, y, width, height }) => (
        <div
          key={id}
          className="pointer-events-none absolute rounded-6 border border-line-3 border-dashed"
          style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
        />
      ))}
      <Lines />
    </ViewportPortal>
  );
}

function Lines() {
  const guides = useDragState((state) => state.guides);
  const { zoom } = useViewport();
  // One pixel on the screen, at every zoom.
  const thin = 1 / zoom;
  return guides.map(({ axis, at, from, to }) => (
    <div
      key={axis}
      data-testid="guide"
      className="pointer-events-none absolute z-10 bg-accent-line"
      style={
        axis === 'x'
          ? { transform: `translate(${at - thin / 2}px, ${from}px)`, width: thin, height: to - from }
          : { transform: `translate(${from}px, ${at - thin / 2}px)`, width: to - from, height: thin }
      }
    />
  ));
}
