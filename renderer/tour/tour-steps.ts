import type { Flow } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import type { RunProgress } from '../../core/run.ts';

/** What the steps are judged by: the project as it is, nothing that the tour has counted itself. */
export interface StepFacts {
  readonly flow: Flow;
  readonly catalog: NodeCatalog;
  readonly problems: readonly Problem[];
  readonly captions: number;
  /** Images with a caption that a person has changed. */
  readonly edited: number;
  /** The run under way or the last one. */
  readonly run: RunProgress | null;
}

/** Images, captioner, try-out, a look and a correction, export. */
export const STEP_COUNT = 5;

/** Which of the first steps are done. */
export function stepsDone({ flow, catalog, problems, captions, edited, run }: StepFacts): readonly boolean[] {
  const troubled = new Set(problems.filter((each) => each.severity === 'error').map((each) => each.node));
  const ready = (category: string) => {
    const nodes = flow.nodes.filter((node) => catalog.get(node.type)?.category === category);
    return nodes.length > 0 && nodes.every((node) => !troubled.has(node.id));
  };
  const exports = new Set(exportNodes(flow, catalog));
  const exported = run?.nodes.some(({ id, state }) => exports.has(id) && state === 'done') ?? false;
  return [ready('sources'), ready('captioners'), captions > 0, edited > 0, exported];
}

/** Nodes that write datasets into files. */
export function exportNodes(flow: Flow, catalog: NodeCatalog): readonly string[] {
  return flow.nodes
    .filter(({ type }) => {
      const descriptor = catalog.get(type);
      return descriptor?.category === 'datasets' && descriptor.shape === 'job';
    })
    .map(({ id }) => id);
}

/** The step to stand at: the first that is not done, after all of them the last. */
export function nextStep(done: readonly boolean[]): number {
  const next = done.indexOf(false);
  return next < 0 ? done.length - 1 : next;
}
