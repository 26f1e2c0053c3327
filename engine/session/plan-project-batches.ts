import type { ProviderBatchPlan } from '../../core/contract/provider-batch.ts';
import { planBatches } from '../captioners/batch/plan-batches.ts';
import type { ProjectSession } from './project-session.ts';

/** What the next run of a project would send by batches. */
export function planProjectBatches(project: ProjectSession): Promise<readonly ProviderBatchPlan[]> {
  const { store, parts } = project;
  return planBatches({
    flow: store.flow.flow(),
    flowRevision: store.flow.revision(),
    library: parts.library,
    run: project.runs.current(),
    desk: parts.batches,
    files: parts.files,
  });
}
