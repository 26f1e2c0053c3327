import { describe, expect, it } from 'vitest';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { nextStep, type StepFacts, stepsDone } from './tour-steps.ts';

const catalog: NodeCatalog = new Map(
  (
    [
      ['sources.folder', 'sources', 'source'],
      ['captioners.local', 'captioners', 'batch'],
      ['datasets.dataset', 'datasets', 'collect'],
      ['datasets.export', 'datasets', 'job'],
    ] as const
  ).map(([type, category, shape]) => [
    type,
    { type, category, shape, params: {} } as unknown as NodeDescriptor,
  ]),
);
const flow = flowOf({
  images: ['sources.folder'],
  captioner: ['captioners.local'],
  dataset: ['datasets.dataset'],
  export: ['datasets.export'],
});
const NOTHING: StepFacts = { flow: flowOf({}), catalog, problems: [], captions: 0, edited: 0, run: null };
const problem = (node: string, severity: 'error' | 'warning' = 'error') =>
  ({ node, severity, code: 'X', message: '', remedy: '' }) as never;
const run = (node: string, state: string) => ({ nodes: [{ id: node, state }] }) as unknown as RunProgress;

describe('[START6] a step is done when the thing is done', () => {
  it('nothing is done in an empty project', () => {
    expect(stepsDone(NOTHING)).toEqual([false, false, false, false, false]);
  });

  it('a node counts once nothing stands against it; a warning does not', () => {
    const facts = { ...NOTHING, flow, problems: [problem('captioner'), problem('images', 'warning')] };
    expect(stepsDone(facts).slice(0, 2)).toEqual([true, false]);
  });

  it('of several captioners each is ready, as a student that is wired on is, and its teacher too', () => {
    const two = flowOf({
      images: ['sources.folder'],
      teacher: ['captioners.local'],
      student: ['captioners.local'],
    });
    const done = (problems: StepFacts['problems']) => stepsDone({ ...NOTHING, flow: two, problems })[1];
    expect(done([problem('teacher')])).toBe(false);
    expect(done([])).toBe(true);
  });

  it('captions, an edit, and an export that was run', () => {
    const facts = { ...NOTHING, flow, captions: 1, edited: 1 };
    expect(stepsDone({ ...facts, run: run('dataset', 'done') })).toEqual([true, true, true, true, false]);
    expect(stepsDone({ ...facts, run: run('export', 'running') })[4]).toBe(false);
    expect(stepsDone({ ...facts, run: run('export', 'done') })[4]).toBe(true);
  });
});

it('[START6] the tour stands at the first step that is left, and after all at the last', () => {
  expect(nextStep([true, false, true, false, false])).toBe(1);
  expect(nextStep([false, true, true, true, true])).toBe(0);
  expect(nextStep([true, true, true, true, true])).toBe(4);
});
