import type { RecentProject } from '../../core/contract/project.ts';
import type { RunProgress, RunState } from '../../core/run.ts';
import { sumRun } from '../app/sum-run.ts';

/** The one thing worth saying of a project in the list, worst first. */
export type RecentMark =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'images-moved' }
  /** `share` of its samples that are through, 0 to 1, where that is known. */
  | { readonly kind: 'run'; readonly state: RunState; readonly share?: number };

/**
 * What the list says of a project: that it is gone, how its run stands, that its images have moved, how its last run ended. `live` is the
 * run of this project while it is open.
 */
export function markOf(project: RecentProject, live: RunProgress | null | undefined): RecentMark | undefined {
  if (!project.found) return { kind: 'not-found' };
  const state = live?.state ?? project.run;
  if (live && live.endedAt === undefined) {
    const { done, total } = sumRun(live);
    return { kind: 'run', state: live.state, ...(total > 0 && { share: Math.min(1, done / total) }) };
  }
  if (project.imagesMoved) return { kind: 'images-moved' };
  return state === undefined ? undefined : { kind: 'run', state };
}
