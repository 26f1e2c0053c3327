export type { ActiveRun, NodeLibrary, RunDependencies } from './active-run.ts';
export { checkFlow } from './check-flow.ts';
export { startRun } from './start-run.ts';
