import { useId } from 'react';
import type { NodeCounts } from '../../core/run.ts';
import { layoutOutcomeBar } from './outcome-bar.ts';

const NONE: NodeCounts = { in: 0, kept: 0, rejected: 0, failed: 0, pending: 0, reused: 0 };

/** Outcomes of one node as a bar: solid reused and kept, upright stripes rejected, slanted hatch failed, track pending. */
export function OutcomeBar({
  counts = NONE,
  expected,
  width,
  height = 6,
}: {
  readonly counts?: NodeCounts;
  readonly expected?: number;
  /** Canvas units; the drawing stretches to its place. */
  readonly width: number;
  readonly height?: number;
}) {
  const id = useId();
  const fills = {
    reused: 'var(--reuse-fill)',
    kept: 'var(--ok-fill)',
    rejected: `url(#${id}r)`,
    failed: `url(#${id}f)`,
  };
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
      className="block max-w-full"
    >
      <defs>
        <pattern id={`${id}r`} width="3" height={height} patternUnits="userSpaceOnUse">
          <rect width="3" height={height} fill="var(--track)" />
          <rect width="1.5" height={height} fill="var(--rej-fill)" />
        </pattern>
        <pattern
          id={`${id}f`}
          width="3.5"
          height="3.5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="3.5" height="3.5" fill="var(--track)" />
          <rect width="2.2" height="3.5" fill="var(--err-fill)" />
        </pattern>
        <clipPath id={`${id}c`}>
          <rect width={width} height={height} rx={height / 2} />
        </clipPath>
      </defs>
      <g clipPath={`url(#${id}c)`}>
        <rect width={width} height={height} fill="var(--track)" />
        {layoutOutcomeBar(counts, width, expected).map((segment) => (
          <rect
            key={segment.kind}
            x={segment.x}
            width={segment.width}
            height={height}
            fill={fills[segment.kind]}
          />
        ))}
      </g>
    </svg>
  );
}
