import type { RunEnvironment } from '../../core/run-report.ts';
import type { BatchDesk } from '../captioners/batch/batch-desk.ts';
import type { RunDependencies } from '../run/index.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StudyDesk } from '../training/study/study-desk.ts';
import type { TrainingDesk } from '../training/training-desk.ts';

/** What an open project is made of. */
export type ProjectParts = Omit<RunDependencies, 'store' | 'log' | 'now' | 'batches'> & {
  readonly store: ProjectStore;
  readonly batches: BatchDesk;
  readonly training: TrainingDesk;
  readonly studies: StudyDesk;
  /** Versions and hardware that every run notes. */
  readonly environment: RunEnvironment;
};
