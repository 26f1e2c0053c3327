import type { RunOptions } from '../../core/run.ts';
import type { ActiveRun, RunDependencies } from './active-run.ts';

/** Starts a run of the project's present flow. The flow must have passed `checkFlow`. */
export declare function startRun(dependencies: RunDependencies, options: RunOptions): ActiveRun;
