import { describe, expect, it } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import { captioningFlow, countsOf, latch, names, TestProject } from '../testing/test-project.ts';

const FIVE = names(5);

describe('shapes', () => {
  it('scans judge in source order whatever the order of arrival, and stream', async () => {
    /*  images ──▶ prompt ──▶ captioner (slow for early ones) ──▶ firsts  */
    await using project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: ['a1', 'b1', 'a2', 'b2', 'c1'] }],
          prompt: ['prompts.plain'],
          captioner: ['captioners.test'],
          firsts: ['filters.firsts'],
        },
        'images.images>prompt.image',
        'prompt.image>captioner.image',
        'captioner.caption>firsts.image',
      ),
    );
    const late = latch();
    project.behaviour = async (name, _request, call) => {
      if (name === 'a1') await late.opened;
      if (call === 5) late.open();
      return { text: name };
    };
    const run = project.start();
    expect(countsOf(await run.finished).firsts).toEqual([5, 3, 2, 0, 0, 0]);
    const kept = run.latest('firsts').filter(({ outcome }) => outcome === 'kept');
    expect(kept.map(({ sample }) => sample.facets.location.path).sort()).toEqual(['a1', 'b1', 'c1']);
  });

  it('cohorts judge when all are in', async () => {
    await using project = new TestProject({
      ...flowOf(
        {
          images: ['sources.names', { names: FIVE }],
          prompt: ['prompts.plain'],
          captioner: ['captioners.test'],
          shared: ['filters.shared'],
        },
        'images.images>prompt.image',
        'prompt.image>captioner.image',
        'captioner.caption>shared.caption',
      ),
    });
    project.behaviour = (name) => ({ text: name < '0003' ? 'A generic caption.' : name });
    expect(countsOf(await project.run()).shared).toEqual([5, 2, 3, 0, 0, 0]);
    expect(countsOf(await project.run()).shared).toEqual([5, 2, 3, 0, 0, 5]);
  });

  it('joins bring the branches of an image together; what has no partner is rejected with the reason', async () => {
    /*            ┌──▶ one ──▶ filter ──▶ left
        prompt ───┤                        join
                  └──▶ two ────────────▶ right   */
    await using project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: FIVE }],
          prompt: ['prompts.plain'],
          one: ['captioners.test', { model: 'one' }],
          two: ['captioners.test', { model: 'two' }],
          filter: ['filters.length', { minimum: 5 }],
          join: ['datasets.join'],
        },
        'images.images>prompt.image',
        'prompt.image>one.image',
        'prompt.image>two.image',
        'one.caption>filter.caption',
        'filter.kept>join.left',
        'two.caption>join.right',
      ),
    );
    project.behaviour = (name) => ({ text: name === '0002.png' ? 'no' : `About ${name}` });
    const run = project.start();
    const progress = await run.finished;
    expect(countsOf(progress).join).toEqual([9, 8, 1, 0, 0, 0]);
    expect(progress.nodes.find(({ id }) => id === 'join')?.outputs).toEqual({ caption: 4 });
    expect(run.latest('join').find(({ outcome }) => outcome === 'rejected')?.reason).toBe('no partner');
  });

  it('a rejected port wired on makes a cascade', async () => {
    /*  cheap ──▶ dataset
          └ rejected ──▶ dear ──▶ dataset   */
    await using project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: FIVE }],
          prompt: ['prompts.plain'],
          cheap: ['captioners.test', { model: 'cheap', minimum: 10 }],
          dear: ['captioners.test', { model: 'dear' }],
          dataset: ['datasets.dataset'],
        },
        'images.images>prompt.image',
        'prompt.image>cheap.image',
        'cheap.rejected>dear.image',
        'cheap.caption>dataset.captions',
        'dear.caption>dataset.captions',
      ),
    );
    let meagre = 1;
    project.behaviour = (name) => {
      if (name === '0001.png' && meagre-- > 0) return { text: 'meagre' };
      return { text: `A caption of ${name}` };
    };
    const progress = await project.run();
    expect(countsOf(progress)).toMatchObject({
      cheap: [5, 4, 1, 0, 0, 0],
      dear: [1, 1, 0, 0, 0, 0],
      dataset: [5, 5, 0, 0, 0, 0],
    });
    expect(project.captions()).toEqual(FIVE.map((name) => `A caption of ${name}`));
  });

  it('one sample made into several keeps its root and its place', async () => {
    await using project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: ['a', 'twice', 'bug', 'z'] }],
          picky: ['filters.picky'],
          prompt: ['prompts.plain'],
        },
        'images.images>picky.image',
        'picky.kept>prompt.image',
      ),
    );
    const run = project.start();
    expect(countsOf(await run.finished)).toMatchObject({
      picky: [4, 3, 0, 1, 0, 0],
      prompt: [4, 4, 0, 0, 0, 0],
    });
    const halves = run.latest('prompt').filter(({ sample }) => sample.facets.location.path === 'twice');
    expect(new Set(halves.map(({ sample }) => sample.id)).size).toBe(2);
    expect(new Set(halves.map(({ sample }) => sample.root)).size).toBe(1);
  });

  it('bypassed nodes let samples through, muted ones take their branch with them', async () => {
    const flow = captioningFlow(FIVE);
    const withMode = (id: string, mode: 'bypassed' | 'muted') => ({
      ...flow,
      nodes: flow.nodes.map((node) => (node.id === id ? { ...node, mode } : node)),
    });
    await using project = new TestProject(withMode('filter', 'bypassed'));
    expect(countsOf(await project.run())).toMatchObject({
      captioner: [5, 5, 0, 0, 0, 0],
      dataset: [5, 5, 0, 0, 0, 0],
    });
    project.store.flow.change(withMode('captioner', 'muted'), 'Mute');
    expect(Object.keys(countsOf(await project.run()))).toEqual(['images', 'prompt']);
  });

  it('[RUN14] jobs run once their artifact is there', async () => {
    const flow = captioningFlow(FIVE);
    await using project = new TestProject({
      ...flow,
      nodes: [...flow.nodes, ...flowOf({ publish: ['datasets.publish'] }).nodes],
      wires: [
        ...flow.wires,
        { from: { node: 'dataset', port: 'dataset' }, to: { node: 'publish', port: 'dataset' } },
      ],
    });
    expect(countsOf(await project.run()).publish).toEqual([5, 5, 0, 0, 0, 0]);
  });

  it('[RUN14] collectors told to stop make nothing while samples have failed', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    project.setParams('dataset', { onFailures: 'stop' });
    project.behaviour = (name) =>
      name === '0001.png' ? new UserError('ENDPOINT_BAD_REQUEST', 'It was refused.') : { text: name };
    const failed = await project.run();
    expect(failed).toMatchObject({
      state: 'failed',
      reason: { code: 'UPSTREAM_FAILED', fix: 'retry-failed' },
    });
    expect(project.captions()).toEqual([]);
    project.behaviour = (name) => ({ text: name });
    expect((await project.run({ retryFailed: true })).state).toBe('done');
    expect(project.captions()).toEqual(FIVE);
  });
});
