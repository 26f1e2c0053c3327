import type { MemoryEstimate } from '../../core/training/training-preflight.ts';

/** The estimate is good to ±15 %: within that of the limit nobody can promise that it fits. */
const UNCERTAINTY = 0.15;

/** Whether an estimate fits its device; undefined where the device's memory is not known. */
export function memoryFit({
  totalBytes,
  deviceBytes,
}: MemoryEstimate): 'fits' | 'tight' | 'too-much' | undefined {
  if (deviceBytes === undefined) return undefined;
  if (totalBytes > deviceBytes) return 'too-much';
  return totalBytes * (1 + UNCERTAINTY) > deviceBytes ? 'tight' : 'fits';
}
