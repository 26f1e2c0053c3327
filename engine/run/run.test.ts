import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationalError, UserError } from '../../core/errors.ts';
import { captioningFlow, countsOf, latch, names, TestProject, until } from './testing/test-project.ts';

const FIVE = names(5);

describe('a run', () => {
  it('[RUN2] gives its first caption before the last image is listed', async () => {
    await using project = new TestProject(captioningFlow(names(20_000)));
    const first = latch();
    project.behaviour = (name) => {
      first.open();
      return { text: name };
    };
    const run = project.start();
    await first.opened;
    expect(countsOf(run.progress()).images?.[0]).toBeLessThan(20_000);
    await run.stop();
  });

  it('[RUN4] reuses everything when nothing has changed, and asks nobody', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    const first = await project.run();
    expect(countsOf(first)).toEqual({
      images: [5, 5, 0, 0, 0, 0],
      prompt: [5, 5, 0, 0, 0, 0],
      captioner: [5, 5, 0, 0, 0, 0],
      filter: [5, 5, 0, 0, 0, 0],
      dataset: [5, 5, 0, 0, 0, 0],
    });
    await project.reopen();
    const second = await project.run();
    for (const counts of Object.values(countsOf(second))) expect(counts).toEqual([5, 5, 0, 0, 0, 5]);
    expect(project.asked).toHaveLength(5);
    expect(project.store.captions.count()).toBe(5);
  });

  it('[RUN4] runs only what depends on a change', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    project.behaviour = (name) => ({ text: name === '0003.png' ? 'short' : 'long enough' });
    await project.run();
    project.setParams('filter', { minimum: 6 });
    expect(countsOf(await project.run())).toEqual({
      images: [5, 5, 0, 0, 0, 5],
      prompt: [5, 5, 0, 0, 0, 5],
      captioner: [5, 5, 0, 0, 0, 5],
      filter: [5, 4, 1, 0, 0, 0],
      dataset: [4, 4, 0, 0, 0, 0],
    });
    expect(project.asked).toHaveLength(5);
  });

  it('[RUN4] never pays twice for the same picture with the same prompt, nor for a changed opinion about a reply', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    Object.assign(project.copies, { '0001.png': '0000.png', '0002.png': '0000.png' });
    expect(countsOf(await project.run()).captioner).toEqual([5, 5, 0, 0, 0, 2]);
    project.setParams('captioner', { minimum: 1000, concurrency: 1 });
    expect(countsOf(await project.run()).captioner).toEqual([5, 0, 5, 0, 0, 5]);
    project.setParams('prompt', { question: 'Another question?' });
    await project.run();
    expect(project.asked).toHaveLength(3);
    project.setParams('prompt', { text: 'Another prompt.' });
    await project.run();
    expect(project.asked).toHaveLength(6);
  });

  it('[RUN5] after a stop is just a run: nothing is lost and nothing asked for again', async () => {
    await using project = new TestProject(captioningFlow(names(40)));
    const ten = latch();
    project.behaviour = (name, _request, call) => {
      if (call === 10) ten.open();
      return { text: name };
    };
    const run = project.start();
    await ten.opened;
    const stopped = await run.stop().then(() => run.finished);
    expect(stopped.state).toBe('stopped');
    await project.reopen();
    const paid = project.store.captions.count();
    const askedBefore = project.asked.length;
    const second = await project.run();
    expect(countsOf(second).captioner).toEqual([40, 40, 0, 0, 0, paid]);
    expect(project.asked.length - askedBefore).toBe(40 - paid);
    expect(project.captions()).toEqual(names(40));
  });
});

describe('failures', () => {
  it('[RUN6] of one sample do not stop the others; permanent ones wait to be retried, transient ones are tried by every run', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    project.behaviour = (name) => {
      if (name === '0001.png')
        return new UserError('ENDPOINT_BAD_REQUEST', 'It was refused.', { attempts: 1 });
      if (name === '0002.png')
        return new OperationalError('ENDPOINT_TIMEOUT', 'It took too long.', { attempts: 5 });
      return { text: name };
    };
    const first = await project.run();
    expect(first.state).toBe('done');
    expect(countsOf(first).captioner).toEqual([5, 3, 0, 2, 0, 0]);
    expect(project.store.runs.problems(first.id).map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ['ENDPOINT_BAD_REQUEST', 1],
        ['ENDPOINT_TIMEOUT', 1],
      ]),
    );
    project.behaviour = (name) => ({ text: name });
    expect(countsOf(await project.run()).captioner).toEqual([5, 4, 0, 1, 0, 3]);
    expect(countsOf(await project.run({ retryFailed: true })).captioner).toEqual([5, 5, 0, 0, 0, 4]);
    expect(project.asked.filter((name) => name === '0001.png')).toHaveLength(2);
  });

  it('[RUN6] that would hit every sample pause the run, and nothing is lost when it goes on', async () => {
    await using project = new TestProject(captioningFlow(names(20)));
    let key = 'wrong';
    project.behaviour = (name) =>
      key === 'wrong'
        ? new UserError('ENDPOINT_AUTH', 'The key was refused.', { fix: 'enter-key' })
        : { text: name };
    const run = project.start();
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason).toMatchObject({ code: 'ENDPOINT_AUTH', fix: 'enter-key' });
    expect(paused.nodes.find(({ id }) => id === 'captioner')).toMatchObject({
      state: 'error',
      kept: 0,
      failed: 0,
    });
    key = 'right';
    run.resume();
    const done = await run.finished;
    expect(done.state).toBe('done');
    expect(countsOf(done).captioner).toEqual([20, 20, 0, 0, 0, 0]);
    expect(done.nodes.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(project.captions()).toEqual(names(20));
  });

  it('[RUN6] of files are counted at the source', async () => {
    await using project = new TestProject(captioningFlow(['a.png', 'b!.png', 'c.png']));
    const progress = await project.run();
    expect(countsOf(progress).images).toEqual([3, 2, 0, 1, 0, 0]);
    expect(progress.state).toBe('done');
  });

  it('of a source that finds nothing end the run with what to do', async () => {
    await using project = new TestProject(captioningFlow([]));
    expect(await project.run()).toMatchObject({
      state: 'failed',
      reason: { code: 'FOLDER_EMPTY', fix: 'choose-folder' },
    });
    expect(project.captions()).toEqual([]);
  });
});

describe('money', () => {
  it('[RUN7] pauses the run before the cap can be crossed, and goes on under a higher cap', async () => {
    await using project = new TestProject(captioningFlow(names(30)));
    project.worstCaseUsd = 0.5;
    project.behaviour = (name) => ({ text: name, costUsd: 0.2 });
    const run = project.start({ capUsd: 2 });
    const paused = await until(
      run,
      ({ state, nodes }) =>
        state === 'paused' && nodes.every((node) => node.id !== 'captioner' || node.kept > 0),
    );
    expect(paused.reason).toMatchObject({ code: 'BUDGET_REACHED', fix: 'raise-budget' });
    await run.stop();
    const { settledUsd, reservedUsd } = project.store.spend();
    expect(settledUsd + reservedUsd).toBeLessThanOrEqual(2);
    const spentBefore = project.asked.length;
    const done = await project.run({ capUsd: 100 });
    expect(done.state).toBe('done');
    expect(project.asked.length).toBeGreaterThan(spentBefore);
    expect(done.spendUsd).toBeCloseTo(30 * 0.2);
  });
});

describe('a cap that is changed', () => {
  it('[RUN7] holds for the run under way: one that the cap has paused goes on under a higher one, as far as that reaches', async () => {
    await using project = new TestProject(captioningFlow(names(30)));
    project.worstCaseUsd = 0.5;
    project.behaviour = (name) => ({ text: name, costUsd: 0.2 });
    const run = project.start({ capUsd: 2 });
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused).toMatchObject({ capUsd: 2, reason: { code: 'BUDGET_REACHED' } });
    run.setCap(2.1);
    await until(run, ({ state }) => state === 'paused');
    run.setCap(100);
    expect(run.progress()).toMatchObject({ state: 'running', capUsd: 100 });
    expect(await run.finished).toMatchObject({ state: 'done', capUsd: 100 });
    expect(project.captions()).toHaveLength(30);
  });
});

describe('control', () => {
  it('[RUN8] pause lets what is in flight finish and starts nothing new', async () => {
    await using project = new TestProject(captioningFlow(names(20)));
    project.setParams('captioner', { concurrency: 2 });
    const inFlight = latch();
    const go = latch();
    project.behaviour = async (name, _request, call) => {
      if (call === 2) inFlight.open();
      if (call <= 2) await go.opened;
      return { text: name };
    };
    const run = project.start();
    await inFlight.opened;
    run.pause();
    go.open();
    const paused = await until(run, ({ nodes }) =>
      nodes.some((node) => node.id === 'captioner' && node.kept === 2),
    );
    expect(paused.state).toBe('paused');
    expect(paused.reason).toBeUndefined();
    expect(paused.nodes.find(({ id }) => id === 'captioner')?.state).toBe('paused');
    expect(paused.nodes.find(({ id }) => id === 'dataset')?.note).toBe('Waits for Captioner, Length');
    await new Promise(setImmediate);
    expect(project.asked).toHaveLength(2);
    run.resume();
    expect(countsOf(await run.finished).captioner).toEqual([20, 20, 0, 0, 0, 0]);
  });

  it('[RUN11] runs to a node, and only what it needs', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    const progress = await project.run({ to: 'prompt' });
    expect(Object.keys(countsOf(progress))).toEqual(['images', 'prompt']);
    expect(project.asked).toEqual([]);
  });

  it('[RUN11] runs chosen samples through the whole flow, without making a dataset of them', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    const listed = await project.run({ to: 'images' });
    expect(listed.state).toBe('done');
    const run = project.start({ to: 'images' });
    await run.finished;
    const chosen = run
      .latest('images')
      .find(({ sample }) => sample.facets.location.path === '0002.png')?.sample;
    const progress = await project.run({ samples: chosen ? [chosen.id] : [] });
    expect(project.asked).toEqual(['0002.png']);
    expect(countsOf(progress)).toMatchObject({ images: [1, 1, 0, 0, 0, 1], filter: [1, 1, 0, 0, 0, 0] });
    expect(countsOf(progress).dataset).toBeUndefined();
  });

  it('[RUN12] takes a part of the samples from every folder and runs no collectors', async () => {
    await using project = new TestProject(captioningFlow([...names(60, 'coco/'), ...names(40, 'sam/')]));
    const progress = await project.run({ limit: 10 });
    expect(countsOf(progress)).toMatchObject({ images: [10, 10, 0, 0, 0, 0], filter: [10, 10, 0, 0, 0, 0] });
    expect(countsOf(progress).dataset).toBeUndefined();
    expect(project.asked.filter((name) => name.startsWith('coco/'))).toHaveLength(6);
  });

  it('[RUN15] keeps to the flow that it started with', async () => {
    await using project = new TestProject(captioningFlow(FIVE));
    const asked = latch();
    const go = latch();
    project.behaviour = async (name) => {
      asked.open();
      await go.opened;
      return { text: name };
    };
    const run = project.start();
    await asked.opened;
    project.setParams('filter', { minimum: 1000 });
    go.open();
    expect(countsOf(await run.finished).filter).toEqual([5, 5, 0, 0, 0, 0]);
    expect(countsOf(await project.run()).filter).toEqual([5, 0, 5, 0, 0, 0]);
  });

  it('[RUN16] sends a person\u2019s edit downstream in the next run, and captioning again leaves it on its parent', async () => {
    await using project = new TestProject(captioningFlow(['a.png']));
    await project.run();
    const sample = project.store.runs.peek('captioner')[0]?.sample;
    const id = sample?.facets.caption?.id;
    if (!sample || id === undefined) throw new Error('There is no caption to edit.');
    project.store.captions.edit(id, 'What a person wrote.');
    await project.run();
    expect(project.captions()).toEqual(['What a person wrote.']);
    project.behaviour = () => ({ text: 'Captioned again.' });
    expect(project.store.captions.captionAgain([id])).toBe(1);
    await project.run();
    expect(project.captions()).toEqual(['Captioned again.']);
    expect(project.store.captions.heads(sample.facets.image.hash).map(({ text }) => text)).toContain(
      'What a person wrote.',
    );
  });
});

it('[RUN9] [RUN10] whatever the order of replies and failures, counts add up at every moment and the dataset is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.record({ delay: fc.nat(3), fails: fc.boolean(), size: fc.nat(30) }), {
        minLength: 1,
        maxLength: 25,
      }),
      async (concurrency, script) => {
        const list = names(script.length);
        await using project = new TestProject(captioningFlow(list));
        project.setParams('captioner', { concurrency });
        project.setParams('filter', { minimum: 15 });
        project.behaviour = async (name) => {
          const plan = script[list.indexOf(name)];
          for (let turn = 0; turn < (plan?.delay ?? 0); turn += 1) await new Promise(setImmediate);
          return plan?.fails
            ? new UserError('ENDPOINT_BAD_REQUEST', 'No.')
            : { text: 'x'.repeat(plan?.size ?? 0) };
        };
        const run = project.start();
        run.onProgress(({ nodes }) => {
          for (const node of nodes) {
            expect(node.kept + node.rejected + node.failed + node.pending).toBe(node.in);
            expect(node.reused).toBeLessThanOrEqual(node.kept + node.rejected);
            expect(Math.min(node.pending, node.kept, node.rejected, node.failed)).toBeGreaterThanOrEqual(0);
          }
        });
        const done = await run.finished;
        expect(done.nodes.every(({ pending }) => pending === 0)).toBe(true);
        const expected = script
          .filter(({ fails, size }) => !fails && size >= 15)
          .map(({ size }) => 'x'.repeat(size));
        expect(project.captions()).toEqual(expected);
        expect(project.store.runs.progress(done.id)).toEqual(done);
      },
    ),
    { numRuns: 15 },
  );
});
