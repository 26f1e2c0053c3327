import type { OnMove } from '@xyflow/react';
import { type RefObject, useMemo } from 'react';
import { useScreen } from '../app/screen.ts';
import { canvasMoves } from '../rpc/project-state.ts';

/** After so long without a step the view stands, milliseconds: sooner than a hand that has turned the wheel can press. */
const STILL_MS = 80;

/**
 * Marks the canvas with `data-moving` while a hand moves its view, for canvas.css: `slide` as long as the zoom stays, else `zoom`. Written to the element itself, because drawing the canvas
 * again would cost more than the mark saves.
 */
export function useViewMoves(host: RefObject<HTMLElement | null>): {
  readonly onMove: OnMove;
  readonly onMoveEnd: OnMove;
} {
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let zoom: number | undefined;
    const wait = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
    const stand = () => {
      wait();
      zoom = undefined;
      canvasMoves(false);
      delete host.current?.dataset.moving;
    };
    return {
      onMove: (event, viewport) => {
        // Without an event the app itself moves the view: a wire or a node may be in the hand, and what lies under it counts.
        if (!event || !host.current) return;
        zoom ??= viewport.zoom;
        canvasMoves(true);
        host.current.dataset.moving = viewport.zoom === zoom ? 'slide' : 'zoom';
        wait();
        timer = setTimeout(() => {
          // A page that was busy for so long has the hand's next step waiting: it comes before the frame.
          frame = requestAnimationFrame(stand);
        }, STILL_MS);
      },
      onMoveEnd: (_, viewport) => {
        stand();
        useScreen.setState({ viewport });
      },
    };
  }, [host]);
}
