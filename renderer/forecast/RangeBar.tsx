import { useId } from 'react';
import type { Estimate } from '../../core/forecast.ts';
import { barShape } from './present-forecast.ts';

const HEIGHT = 12;

/** An interval as a bar on its track, with a mark at the best guess; hatched where too few were tried to say. The numbers stand beside it. */
export function RangeBar({
  estimate,
  whole,
  width = 132,
  actual,
}: {
  readonly estimate: Estimate;
  /** What the whole track stands for; by default a little more than the range. */
  readonly whole?: number;
  readonly width?: number;
  /** What it came to: a second mark. */
  readonly actual?: number;
}) {
  const id = useId();
  const end = Math.max(estimate.high ?? 0, actual ?? 0) * 1.15;
  const shape = barShape(estimate, whole ?? (end > 0 ? end : undefined));
  const at = (share: number) => 1 + share * (width - 2);
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden className="block">
      {shape === undefined ? (
        <>
          <defs>
            <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="5" height="5" fill="var(--track)" />
              <rect width="1.5" height="5" fill="var(--line-3)" />
            </pattern>
          </defs>
          <rect y={4} width={width} height={4} rx={2} fill={`url(#${id})`} />
        </>
      ) : (
        <>
          <rect y={4} width={width} height={4} rx={2} fill="var(--track)" />
          <rect
            x={at(shape.low)}
            y={3}
            width={Math.max(2, at(shape.high) - at(shape.low))}
            height={6}
            rx={3}
            fill="var(--accent-line)"
            opacity={0.55}
          />
          <rect x={at(shape.value) - 1} y={1} width={2} height={10} rx={1} fill="var(--accent-tx)" />
          {actual !== undefined && (
            <path
              d={diamond(within(at(actual / (whole ?? end)), width), HEIGHT / 2)}
              fill="var(--tx-1)"
              stroke="var(--bg-2)"
            />
          )}
        </>
      )}
    </svg>
  );
}

/** So far from the ends that the mark is whole. */
function within(x: number, width: number): number {
  return Math.min(width - 5, Math.max(5, x));
}

function diamond(x: number, y: number): string {
  return `M ${x - 4} ${y} L ${x} ${y - 4} L ${x + 4} ${y} L ${x} ${y + 4} Z`;
}
