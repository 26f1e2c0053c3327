import { TRAINING_TEXTS } from '../../texts/training.ts';
import type { Reading } from '../read-curves.ts';

/** Room for the axis at the left of a chart, and beside its right edge; pixels, as the chart has them. */
const [AXIS, EDGE] = [52, 20];

/** The values at the crosshair, on the side of it that has room. */
export function Crosshair({
  reading,
  range: [from, to],
}: {
  readonly reading: Reading;
  readonly range: readonly [number, number];
}) {
  const share = Math.min(1, Math.max(0, (reading.step - from) / Math.max(1, to - from)));
  const place = `calc(${AXIS}px + ${share.toFixed(4)} * (100% - ${AXIS + EDGE}px))`;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-4 z-10 min-w-44 rounded-6 border border-line-2 bg-bg-3 px-2.5 py-2 shadow-2"
      style={
        share > 0.6
          ? { right: `calc(100% - ${place} + 10px)`, left: 'auto' }
          : { left: `calc(${place} + 10px)` }
      }
    >
      <p className="mb-1 flex justify-between gap-4 text-11">
        <span className="mono text-tx-1">{reading.title}</span>
        {reading.isCheckpoint && <span className="text-tx-3">{TRAINING_TEXTS.loss.checkpoint}</span>}
      </p>
      {reading.values.map(([name, value]) => (
        <p key={name} className="mono flex justify-between gap-4 whitespace-nowrap">
          <span className="max-w-44 truncate text-tx-2">{name}</span>
          <span className="text-tx-1">{value}</span>
        </p>
      ))}
    </div>
  );
}
