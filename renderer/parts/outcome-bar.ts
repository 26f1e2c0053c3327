import type { NodeCounts } from '../../core/run.ts';

export type Segment = 'reused' | 'kept' | 'rejected' | 'failed';

/** Parts of a bar from the left, in pixels; what is left is pending. Failed is at least 4 wide when there is any. */
export interface BarSegment {
  readonly kind: Segment;
  readonly x: number;
  readonly width: number;
}

const LEAST_FAILED = 4;

/** Lays out an outcome bar of `width` pixels for `total` samples (at least what has come in). */
export function layoutOutcomeBar(counts: NodeCounts, width: number, expected?: number): BarSegment[] {
  const total = Math.max(counts.in, expected ?? 0);
  if (total <= 0 || width <= 0) return [];
  // Reused samples are counted among kept and rejected; they are drawn first and taken from kept, then from rejected.
  const reusedKept = Math.min(counts.reused, counts.kept);
  const reusedRejected = Math.min(counts.reused - reusedKept, counts.rejected);
  const parts: [Segment, number][] = [
    ['reused', reusedKept + reusedRejected],
    ['kept', counts.kept - reusedKept],
    ['rejected', counts.rejected - reusedRejected],
    ['failed', counts.failed],
  ];
  const failed = counts.failed > 0 ? Math.max(LEAST_FAILED, (counts.failed / total) * width) : 0;
  const solid = parts.slice(0, 3).reduce((sum, [, count]) => sum + count, 0);
  const room = Math.max(0, width - failed);
  const scale = solid === 0 ? 0 : Math.min(width / total, room / solid);
  const segments: BarSegment[] = [];
  let x = 0;
  for (const [kind, count] of parts) {
    const size = kind === 'failed' ? failed : count * scale;
    if (size <= 0) continue;
    segments.push({ kind, x, width: size });
    x += size;
  }
  return segments;
}
