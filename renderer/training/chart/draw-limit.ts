import type uPlot from 'uplot';
import type { ChartColours } from './colours.ts';

/** A dashed line across a chart at a value that must not be crossed. */
export function drawLimit(chart: uPlot, colours: ChartColours, limit: number | undefined): void {
  if (limit === undefined) return;
  const { ctx, bbox } = chart;
  const pixels = devicePixelRatio;
  const y = chart.valToPos(limit, 'y', true);
  ctx.save();
  ctx.strokeStyle = colours.of('err-fill');
  ctx.lineWidth = 1.5 * pixels;
  ctx.setLineDash([5 * pixels, 4 * pixels]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
