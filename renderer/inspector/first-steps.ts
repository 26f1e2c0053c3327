import type { Flow } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';

/** Which of the first steps are done: images are in, a captioner is chosen, a try-out or more was captioned, everything was run. */
export function firstSteps(
  flow: Flow,
  catalog: NodeCatalog,
  problems: readonly Problem[],
  captions: number,
  ranAll: boolean,
): readonly boolean[] {
  const troubled = new Set(problems.filter((each) => each.severity === 'error').map((each) => each.node));
  const ready = (category: string) =>
    flow.nodes.some((node) => catalog.get(node.type)?.category === category && !troubled.has(node.id));
  return [ready('sources'), ready('captioners'), captions > 0, captions > 0 && ranAll];
}
