import { createContext, useContext } from 'react';
import type { TrainingJobSummary } from '../../core/training/training-job.ts';

/** All jobs of the project, latest change first; followed once for the whole screen. */
export const JobsContext = createContext<readonly TrainingJobSummary[]>([]);

export function useAllJobs(): readonly TrainingJobSummary[] {
  return useContext(JobsContext);
}
