import { TRAINING_TEXTS } from '../../texts/training.ts';
import { OVERLAY_DASHES, type Overlay } from './LossChart.tsx';

const TEXTS = TRAINING_TEXTS.loss;

/** What each stroke and mark of the chart stands for. */
export function LossLegend({
  own = TEXTS.train,
  overlays,
  hasHeldOut,
  warnings,
}: {
  /** What the curve in colour is. */
  readonly own?: string;
  readonly overlays: readonly Overlay[];
  readonly hasHeldOut: boolean;
  readonly warnings: number;
}) {
  return (
    <ul className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-11 text-tx-2">
      <li className="flex items-center gap-1.5">
        <Stroke colour="var(--accent-line)" width={2} />
        {own}
      </li>
      {hasHeldOut && (
        <li className="flex items-center gap-1.5">
          <svg width={10} height={10} aria-hidden>
            <rect x={1} y={1} width={8} height={8} fill="none" stroke="var(--port-dataset)" strokeWidth={2} />
          </svg>
          {TEXTS.heldOut}
        </li>
      )}
      {warnings > 0 && (
        <li className="flex items-center gap-1.5">
          <svg width={10} height={10} aria-hidden>
            <path d="M5 2 9 9H1Z" fill="var(--warn-fill)" />
          </svg>
          {TEXTS.warnings}
        </li>
      )}
      {overlays.map(({ key, label }, index) => (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          <Stroke colour="var(--tx-3)" width={1.5} dash={OVERLAY_DASHES[index % OVERLAY_DASHES.length]} />
          <span className="max-w-40 truncate">{label}</span>
        </li>
      ))}
    </ul>
  );
}

function Stroke({
  colour,
  width,
  dash,
}: {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[] | undefined;
}) {
  return (
    <svg width={18} height={8} aria-hidden className="shrink-0">
      <line
        x1={0}
        x2={18}
        y1={4}
        y2={4}
        stroke={colour}
        strokeWidth={width}
        strokeDasharray={dash?.join(' ')}
      />
    </svg>
  );
}
