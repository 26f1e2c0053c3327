import type { CSSProperties } from 'react';
import type { NodeCounts } from '../../core/run.ts';
import { type BarSegment, layoutOutcomeBar } from './outcome-bar.ts';

const NONE: NodeCounts = { in: 0, kept: 0, rejected: 0, failed: 0, pending: 0, reused: 0 };
const FILLS: Readonly<Record<BarSegment['kind'], string>> = {
  reused: 'linear-gradient(var(--reuse-fill) 0 0)',
  kept: 'linear-gradient(var(--ok-fill) 0 0)',
  rejected: 'repeating-linear-gradient(90deg, var(--rej-fill) 0 1.5px, var(--track) 1.5px 3px)',
  failed: 'repeating-linear-gradient(135deg, var(--err-fill) 0 2.2px, var(--track) 2.2px 3.5px)',
};

/**
 * Outcomes of one node as a bar: solid reused and kept, upright stripes rejected, slanted hatch failed, track pending. One element whatever
 * is on it: a canvas shows hundreds.
 */
export function OutcomeBar({
  counts = NONE,
  expected,
  width,
  height = 6,
}: {
  readonly counts?: NodeCounts;
  readonly expected?: number;
  /** Canvas units; the bar shrinks with its place. */
  readonly width: number;
  readonly height?: number;
}) {
  return (
    <div
      aria-hidden
      className="max-w-full rounded-full bg-track"
      style={{ width, height, ...grounds(layoutOutcomeBar(counts, width, expected), width) }}
    />
  );
}

/** The segments as backgrounds side by side, in shares of the width. */
function grounds(segments: readonly BarSegment[], width: number): CSSProperties {
  if (segments.length === 0) return {};
  const percent = (part: number, whole: number) => (whole > 0 ? `${(100 * part) / whole}%` : '0%');
  return {
    backgroundImage: segments.map(({ kind }) => FILLS[kind]).join(', '),
    backgroundSize: segments.map((one) => `${percent(one.width, width)} 100%`).join(', '),
    // A position in percent is a share of what the background leaves free.
    backgroundPosition: segments.map((one) => `${percent(one.x, width - one.width)} 0`).join(', '),
    backgroundRepeat: 'no-repeat',
  };
}
