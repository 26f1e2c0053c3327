import type { Sweep } from '../../../core/training/sweep.ts';
import { engine } from '../../rpc/client.ts';
import { type Followed, useFollowed } from '../follow.ts';

/** All sweeps of the project, latest change first, live. */
export function useSweeps(): Followed<readonly Sweep[]> {
  return useFollowed('sweeps', (signal) => engine().training.sweeps.watchList(undefined, { signal }));
}
