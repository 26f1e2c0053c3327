import type { Flow } from '../../../core/flow.ts';
import type { NodeId, RunId } from '../../../core/ids.ts';
import type { NodeProgress } from '../../../core/run.ts';
import { planRun } from '../../run/plan.ts';
import type { ProjectSession } from '../project-session.ts';
import { type WorkMark, workMarks } from './work-marks.ts';

/** Ended runs that are looked at, newest first: older settings are seldom gone back to. */
export const MOST_RUNS = 40;

/** An ended run, as far as later changes are held against it. */
export interface PastRun {
  readonly id: RunId;
  readonly title: string;
  readonly startedAt: number;
  readonly flow: Flow;
  /** It ran everything and was not stopped. */
  readonly whole: boolean;
  readonly nodes: ReadonlyMap<NodeId, NodeProgress>;
  readonly marks: ReadonlyMap<NodeId, WorkMark>;
}

type Kept = Pick<PastRun, 'flow' | 'nodes' | 'marks'>;

/** What was read of ended runs, which change no more; goes with its project. */
const read = new WeakMap<ProjectSession, Map<RunId, Kept>>();

/** The latest ended runs whose flow is known, newest first. */
export function pastRuns(project: ProjectSession): readonly PastRun[] {
  const kept = read.get(project) ?? new Map<RunId, Kept>();
  read.set(project, kept);
  const { runs } = project.store.runFacts.list(0, MOST_RUNS);
  const found = runs
    .filter(({ endedAt }) => endedAt !== undefined)
    .toSorted((a, b) => b.id - a.id)
    .flatMap((line): PastRun[] => {
      const known = kept.get(line.id) ?? readRun(project, line.id, line.flowRevision, line.to);
      if (known === undefined) return [];
      kept.set(line.id, known);
      const part = line.to !== undefined || line.limit !== undefined || line.samples !== undefined;
      return [
        {
          ...known,
          id: line.id,
          title: line.title,
          startedAt: line.startedAt,
          whole: line.state === 'done' && !part,
        },
      ];
    });
  for (const id of kept.keys()) if (!found.some((run) => run.id === id)) kept.delete(id);
  return found;
}

function readRun(
  project: ProjectSession,
  id: RunId,
  revision: number,
  to: string | undefined,
): Kept | undefined {
  const flow = project.store.flow.revisionFlow(revision);
  const progress = project.store.runs.progress(id);
  if (flow === undefined || progress === undefined) return undefined;
  return {
    flow,
    nodes: new Map(progress.nodes.map((node) => [node.id, node])),
    marks: marksOf(project, flow, to) ?? new Map(),
  };
}

/** Marks of a flow's nodes; undefined where it could not run as it is: a type or a parameter is not valid. */
export function marksOf(
  project: ProjectSession,
  flow: Flow,
  to?: string,
): ReadonlyMap<NodeId, WorkMark> | undefined {
  try {
    return workMarks(planRun(flow, project.parts.library, to === undefined ? {} : { to }));
  } catch {
    // What is wrong is said where the flow is checked; until it is mended nothing can be said of its next run.
    return undefined;
  }
}
