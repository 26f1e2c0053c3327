import type uPlot from 'uplot';
import type { ChartColours } from './colours.ts';

/** What is drawn over the curves of the loss. */
export interface LossMarks {
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
  /** Steps of the checkpoints that are there. */
  readonly checkpoints: readonly number[];
  /** Steps that the trainer warned of, e.g. a spike. */
  readonly warnings: readonly number[];
}

/** Side of a held-out mark, and height of a warning's, CSS pixels. */
const SQUARE = 8;
const TRIANGLE = 7;

/** Held-out loss as squares, checkpoints as dotted lines, warnings as triangles on the axis. */
export function drawLossMarks(chart: uPlot, colours: ChartColours, marks: LossMarks): void {
  const { ctx, bbox } = chart;
  const pixels = devicePixelRatio;
  const x = (step: number) => chart.valToPos(step, 'x', true);
  const inside = (at: number) => at >= bbox.left - 1 && at <= bbox.left + bbox.width + 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - SQUARE * pixels, bbox.top, bbox.width + 2 * SQUARE * pixels, bbox.height);
  ctx.clip();
  ctx.lineWidth = pixels;
  ctx.strokeStyle = colours.of('line-2');
  ctx.setLineDash([2 * pixels, 3 * pixels]);
  for (const at of marks.checkpoints.map(x).filter(inside)) {
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.lineWidth = 2 * pixels;
  ctx.strokeStyle = colours.of('port-dataset');
  ctx.fillStyle = colours.of('bg-2');
  const side = SQUARE * pixels;
  for (const { step, loss } of marks.heldOut) {
    const [left, top] = [x(step) - side / 2, chart.valToPos(loss, 'y', true) - side / 2];
    if (!inside(left + side / 2)) continue;
    ctx.fillRect(left, top, side, side);
    ctx.strokeRect(left, top, side, side);
  }
  ctx.fillStyle = colours.of('warn-fill');
  const height = TRIANGLE * pixels;
  const floor = bbox.top + bbox.height;
  for (const at of marks.warnings.map(x).filter(inside)) {
    ctx.beginPath();
    ctx.moveTo(at, floor - height);
    ctx.lineTo(at + height * 0.6, floor);
    ctx.lineTo(at - height * 0.6, floor);
    ctx.fill();
  }
  ctx.restore();
}
