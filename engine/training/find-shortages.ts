import type { Problem } from '../../core/problem.ts';
import type { MemoryEstimate } from '../../core/training/training-preflight.ts';

/** What a training would lack by its estimates: memory of a device, room on the disk. Warnings, as estimates are good to ±15 %. */
export function findShortages(
  node: string,
  { totalBytes, deviceBytes }: MemoryEstimate,
  diskBytes: number,
  freeBytes: number | undefined,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (deviceBytes !== undefined && totalBytes > deviceBytes)
    problems.push({
      code: 'PARAMETER_INVALID',
      severity: 'warning',
      node,
      param: 'deviceBatchSize',
      message: `Training needs about ${gigabytes(totalBytes)} of memory, and the device has ${gigabytes(deviceBytes)}.`,
      remedy:
        'Take fewer samples at once on a device, turn gradient checkpointing on, or train adapters instead.',
    });
  if (freeBytes !== undefined && diskBytes > freeBytes)
    problems.push({
      code: 'DISK_FULL',
      severity: 'warning',
      node,
      message: `Training needs about ${gigabytes(diskBytes)} on the disk, and ${gigabytes(freeBytes)} are free.`,
      remedy: 'Make room, keep fewer checkpoints, or train fewer parts of the model.',
    });
  return problems;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
