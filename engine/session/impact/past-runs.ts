import type { Flow } from '../../../core/flow.ts';
import type { NodeId, RunId } from '../../../core/ids.ts';
import type { NodeProgress } from '../../../core/run.ts';
import { createBreath } from '../../breath.ts';
import { planRun } from '../../run/plan.ts';
import type { ProjectSession } from '../project-session.ts';
import { type WorkMark, workMarks } from './work-marks.ts';

/** Ended runs that are looked at, newest first: older settings are seldom gone back to. */
const MOST_RUNS = 40;
/** Nodes that are looked at in all of them together: marks of a large flow take tenths of a second. */
const MOST_NODES = 4000;

/** An ended run, as far as later changes are held against it. */
export interface PastRun {
  readonly id: RunId;
  readonly title: string;
  readonly startedAt: number;
  readonly revision: number;
  readonly to: string | undefined;
  readonly flow: Flow;
  /** It ran everything and was not stopped. */
  readonly whole: boolean;
  readonly nodes: ReadonlyMap<NodeId, NodeProgress>;
  readonly marks: ReadonlyMap<NodeId, WorkMark>;
}

type Kept = Omit<PastRun, 'id' | 'title' | 'startedAt' | 'whole'>;

const breath = createBreath();

/** What was read of ended runs, which change no more; goes with its project. */
const read = new WeakMap<ProjectSession, Map<RunId, Kept>>();

/** The latest ended runs whose flow is known, newest first; at least one, and fewer of large flows. Others get their turn between two of them. */
export async function pastRuns(project: ProjectSession): Promise<readonly PastRun[]> {
  const kept = read.get(project) ?? new Map<RunId, Kept>();
  read.set(project, kept);
  const lines = project.store.runFacts
    .list(0, MOST_RUNS)
    .runs.filter(({ endedAt }) => endedAt !== undefined)
    .toSorted((a, b) => b.id - a.id);
  const found: PastRun[] = [];
  let nodes = 0;
  for (const { id, flowRevision, to, limit, samples, state, title, startedAt } of lines) {
    if (nodes >= MOST_NODES) break;
    if (!kept.has(id)) await breath();
    const known = kept.get(id) ?? readRun(project, id, flowRevision, to, found);
    if (known === undefined) continue;
    kept.set(id, known);
    nodes += known.flow.nodes.length;
    const part = to !== undefined || limit !== undefined || samples !== undefined;
    found.push({ ...known, id, title, startedAt, whole: state === 'done' && !part });
  }
  for (const id of kept.keys()) if (!found.some((run) => run.id === id)) kept.delete(id);
  return found;
}

function readRun(
  project: ProjectSession,
  id: RunId,
  revision: number,
  to: string | undefined,
  others: readonly PastRun[],
): Kept | undefined {
  // Runs of one revision have one flow, and one set of marks where they went equally far.
  const same = others.find((run) => run.revision === revision && run.to === to);
  const flow = same?.flow ?? project.store.flow.revisionFlow(revision);
  const progress = project.store.runs.progress(id);
  if (flow === undefined || progress === undefined) return undefined;
  return {
    revision,
    to,
    flow,
    nodes: new Map(progress.nodes.map((node) => [node.id, node])),
    marks: same?.marks ?? marksOf(project, flow, to) ?? new Map(),
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

type Tokens = { readonly promptTokens: number; readonly completionTokens: number };
const counted = new WeakMap<ProjectSession, Map<RunId, Tokens>>();

/** Tokens of the captions that an ended run has written. They are added up over its captions, once. */
export function tokensOf(project: ProjectSession, run: RunId): Tokens {
  const kept = counted.get(project) ?? new Map<RunId, Tokens>();
  counted.set(project, kept);
  const tokens = kept.get(run) ?? project.store.forecasts.tokensOf(run);
  kept.set(run, tokens);
  return tokens;
}
