import { setTimeout as sleep } from 'node:timers/promises';
import { steadyNow } from '../../steady-clock.ts';

/** Time, as far as retries, gates and probes need it; tests bring their own. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1. */
  random(): number;
}

export const SYSTEM_TIMING: Timing = {
  now: steadyNow,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: () => Math.random(),
};
