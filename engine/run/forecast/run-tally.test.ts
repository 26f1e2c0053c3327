import { expect, it } from 'vitest';
import { flowOf } from '../../../core/testing-flow.ts';
import { planRun } from '../plan.ts';
import { libraryOf, TEST_NODES } from '../testing/test-nodes.ts';
import { captioningFlow, names, TestProject } from '../testing/test-project.ts';
import { RunTally } from './run-tally.ts';

it('[RUN12] follows each sample through all nodes, its branches too, with the captions that were written for it', async () => {
  /*  images ──▶ picky ──▶ prompt ──▶ captioner  */
  const flow = flowOf(
    {
      images: ['sources.names', { names: ['a.png', 'twice.png', 'bug.png', 'no!.png'] }],
      picky: ['filters.picky'],
      prompt: ['prompts.plain'],
      captioner: ['captioners.test', { minimum: 5 }],
    },
    'images.images>picky.image',
    'picky.kept>prompt.image',
    'prompt.image>captioner.image',
  );
  await using project = new TestProject(flow);
  project.behaviour = (name) => ({ text: name === 'a.png' ? 'no' : 'long enough' });
  const run = project.start({ limit: 10 });
  await run.finished;
  const { roots, choice } = run.tally();
  const seen = Object.fromEntries(
    roots.map(({ path, events }) => [
      path,
      events.map(
        ({ node, outcome, reused, caption }) =>
          `${node} ${outcome}${reused ? ' reused' : ''}${caption ? ' captioned' : ''}`,
      ),
    ]),
  );
  expect(seen).toEqual({
    'a.png': ['images kept', 'picky kept', 'prompt kept', 'captioner rejected captioned'],
    'twice.png': [
      'images kept',
      'picky kept',
      'prompt kept',
      'prompt kept',
      'captioner kept captioned',
      'captioner kept reused captioned',
    ],
    'bug.png': ['images kept', 'picky failed'],
    'no!.png': ['images failed'],
  });
  expect([...(choice?.strata.values() ?? [])]).toEqual([4]);
});

it('[RUN12] [RUN2] follows the first samples of a run of everything only, and none that are not through', async () => {
  await using project = new TestProject(captioningFlow(names(700)));
  const run = project.start();
  await run.finished;
  const { roots, choice } = run.tally();
  expect([roots.length, choice]).toEqual([500, undefined]);
  expect(new Set(roots.map(({ events }) => events.length))).toEqual(new Set([4]));

  const plan = planRun(captioningFlow([]), libraryOf(TEST_NODES), {});
  const tally = new RunTally(plan, false, () => 0);
  expect(tally.wanted).toBe(true);
  const [first] = project.store.runs.peek('images');
  if (!first) throw new Error('There is no sample.');
  tally.settled('images', { sample: first.sample, outcome: 'kept', out: [first.sample], reused: false });
  expect(tally.tally().roots).toEqual([]);
});
