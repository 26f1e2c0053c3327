import type { PathStep, SamplePath } from '../../core/sample-path.ts';

/** Steps by node. While more is to come, a node that has not been heard of yet keeps what was said of it before: cards do not blink with every key. */
export function mergeSteps(
  before: ReadonlyMap<string, PathStep>,
  path: SamplePath,
): ReadonlyMap<string, PathStep> {
  const steps = new Map<string, PathStep>();
  for (const step of path.steps) {
    const old = before.get(step.node);
    const kept = path.busy && step.passes.length === 0 && old ? old : step;
    steps.set(step.node, old && sameStep(old, kept) ? old : kept);
  }
  return steps;
}

function sameStep(one: PathStep, other: PathStep): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
