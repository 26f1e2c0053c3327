import type { ManagedServer, ServerSettings } from '../../core/serving/managed-server.ts';

const MINUTE_MS = 60_000;

/**
 * Why a server that has answered nothing for so many milliseconds is stopped; undefined where it is kept [SERVE4] [SERVE6].
 *
 * @param giveWayMs idle time after which a job that waits gets its device
 * @param waiting how many jobs wait for its device; asked only where it matters, as that reads a file
 */
export function reasonToStop(
  { idleMinutes, besideTraining }: ServerSettings,
  idleMs: number,
  giveWayMs: number,
  waiting: () => number,
): ManagedServer['note'] {
  if (idleMinutes > 0 && idleMs >= idleMinutes * MINUTE_MS) return 'idle';
  return !besideTraining && idleMs >= giveWayMs && waiting() > 0 ? 'gave-way' : undefined;
}
