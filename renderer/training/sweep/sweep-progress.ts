import type { Sweep } from '../../../core/training/sweep.ts';
import { SWEEP_TEXTS } from '../../texts/sweep.ts';

/** How far a sweep is, e.g. `4 of 12 runs, 1 failed`. */
export function sweepProgress({ rows }: Pick<Sweep, 'rows'>): string {
  const done = rows.filter(({ state }) => state === 'done').length;
  const failed = rows.filter(({ state }) => state === 'failed').length;
  return [SWEEP_TEXTS.runs(done, rows.length), ...(failed > 0 ? [SWEEP_TEXTS.failed(failed)] : [])].join(
    ', ',
  );
}
