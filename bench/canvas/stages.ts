import { CELL, flowExtent } from './large-flow.ts';

/** Size of the browser's window, CSS pixels: a common monitor. */
export const WINDOW = { width: 1920, height: 1080 };
/** Where the editor's canvas stands in that window, with all panels at their first size; the peer's stands there, too. */
export const CANVAS = { left: 261, top: 44, width: 1334, height: 895 };

/** What is in view, in React Flow's own terms. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** One movement of the hand, as a function of the share of its time that has passed (0–1), so that a slow page gets no easier one. */
export type Gesture =
  /** Way of the pressed pointer from where it was pressed, pixels. */
  | { readonly kind: 'drag'; readonly way: (share: number) => { readonly x: number; readonly y: number } }
  /** What the wheel has turned since the start, pixels; positive leads away. */
  | { readonly kind: 'wheel'; readonly turned: (share: number) => number };

/** What is measured: a view and a gesture in it. */
export interface Stage {
  readonly view: View;
  readonly gesture: Gesture;
}

const TURN = 2 * Math.PI;
/** d3-zoom: a wheel of this many pixels halves the zoom. */
const PIXELS_A_HALVING = 500;

/** The three stages over a flow of so many chains. */
export function stages(chains: number): Readonly<Record<'all' | 'near' | 'levels', Stage>> {
  const { width, height } = flowExtent(chains);
  const all = Math.max(0.1, 0.95 * Math.min(CANVAS.width / width, CANVAS.height / height, 1));
  const middle = (zoom: number): View => ({
    x: CANVAS.width / 2 - ((width - CELL.x) / 2) * zoom,
    y: CANVAS.height / 2 - (height / 2) * zoom,
    zoom,
  });
  return {
    // Every node is in view, as a box; the hand goes round in circles.
    all: {
      view: middle(all),
      gesture: {
        kind: 'drag',
        way: (share) => ({ x: 25 * (1 - Math.cos(2 * TURN * share)), y: 25 * Math.sin(2 * TURN * share) }),
      },
    },
    // About sixty full cards are in view, and others come in from all sides.
    near: {
      view: middle(0.65),
      gesture: {
        kind: 'drag',
        way: (share) => ({ x: 420 * Math.sin(TURN * share), y: 260 * Math.sin(2 * TURN * share) }),
      },
    },
    // From full cards over both borders of detail (0.6 and 0.25) to boxes, and back.
    levels: {
      view: middle(0.8),
      gesture: {
        kind: 'wheel',
        turned: (share) => (PIXELS_A_HALVING * Math.log2(0.8 / 0.15) * (1 - Math.cos(TURN * share))) / 2,
      },
    },
  };
}
