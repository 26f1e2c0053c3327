import { describe, expect, it } from 'vitest';
import { OperationalError, UserError } from '../../core/errors.ts';
import { SKIPPED } from '../../core/failure-cause.ts';
import type { ProblemGroup, RunProgress } from '../../core/run.ts';
import { ALIKE_AT_FIRST, ALIKE_LATER } from './stages/failure-streak.ts';
import { captioningFlow, countsOf, names, TestProject, until } from './testing/test-project.ts';

const refused = (name: string) =>
  new UserError('ENDPOINT_BAD_REQUEST', `“${name}” was refused (400).`, {
    excerpt: `{"error":"no","authorization":"Bearer sk-secret-0123456789"}`,
    attempts: 2,
  });
const crashed = () => new OperationalError('HOST_CRASHED', 'The local captioner crashed.');

/** The only group of a run, or of one node of it. */
function groupOf(project: TestProject, run: RunProgress, node = 'captioner'): ProblemGroup {
  const [group] = project.store.runs.problems(run.id, node);
  if (group === undefined) throw new Error('There is no problem.');
  return group;
}

describe('a failed sample', () => {
  it('[RUN6] is listed under its cause with code, message, attempts, time and an excerpt without keys', async () => {
    await using project = new TestProject(captioningFlow(names(12)));
    project.behaviour = (name) => (name < '0010' ? { text: 'A kite.' } : refused(name));
    const run = await project.run();
    const group = groupOf(project, run);
    expect(group).toMatchObject({ code: 'ENDPOINT_BAD_REQUEST', count: 2, skipped: 0 });
    const { total, samples } = project.store.runs.ofCause(run.id, { ...group, offset: 1, limit: 5 });
    expect([total, samples.length, samples[0]?.skipped]).toEqual([2, 1, false]);
    expect(samples[0]?.error).toMatchObject({ code: 'ENDPOINT_BAD_REQUEST', attempts: 2 });
    expect(samples[0]?.error?.excerpt).toContain('[removed]');
    expect(samples[0]?.at).toBeGreaterThan(run.startedAt - 1);
  });

  it('[RUN6] is tried again alone, or with those that share its cause, and the others are left', async () => {
    await using project = new TestProject(captioningFlow(['a', 'b', 'c', 'd', 'ok']));
    project.behaviour = (name) =>
      name === 'ok'
        ? { text: 'Fine.' }
        : name === 'd'
          ? new UserError('FORMAT_INVALID', 'Odd.')
          : refused(name);
    const first = await project.run();
    const [{ samples }] = [
      project.store.runs.ofCause(first.id, { ...groupOf(project, first), offset: 0, limit: 1 }),
    ];
    const chosen = samples[0]?.sample;
    project.asked.length = 0;
    await project.run({ retry: [{ node: 'captioner', samples: chosen ? [chosen.id] : [] }] });
    expect(project.asked).toEqual([chosen?.facets.location.path]);

    project.asked.length = 0;
    project.behaviour = () => ({ text: 'Fine.' });
    const last = await project.run({ retry: [{ node: 'captioner', cause: groupOf(project, first).cause }] });
    expect(project.asked.toSorted()).toEqual(['a', 'b', 'c']);
    expect(countsOf(last).captioner).toEqual([5, 4, 0, 1, 0, 1]);
    await project.run({ retry: [{ node: 'filter' }] });
    expect(project.asked).toHaveLength(3);
    await project.run({ retryFailed: ['captioner'] });
    expect(project.asked).toHaveLength(4);
  });
});

describe('a sample that is put aside', () => {
  it('[RUN6] [RUN10] is rejected as skipped and not asked for, until it is taken up again', async () => {
    await using project = new TestProject(captioningFlow(['a', 'b', 'c']));
    project.setParams('dataset', { onFailures: 'stop' });
    // Transient ones are asked for by every run, so that only the putting aside keeps them from it.
    project.behaviour = (name) =>
      name === 'a' ? { text: 'Fine.' } : new OperationalError('ENDPOINT_SERVER', 'It is down.');
    const first = await project.run();
    expect(first).toMatchObject({ state: 'failed', reason: { code: 'UPSTREAM_FAILED' } });

    const { node, cause } = groupOf(project, first);
    expect(project.store.skips.skip(first.id, { node, cause })).toBe(2);
    expect(groupOf(project, first).skipped).toBe(2);
    project.asked.length = 0;
    const second = await project.run();
    expect(second.state).toBe('done');
    expect(project.asked).toEqual([]);
    expect(countsOf(second).captioner).toEqual([3, 1, 2, 0, 0, 1]);
    expect(project.captions()).toEqual(['Fine.']);
    const skipped = groupOf(project, second);
    expect(skipped).toMatchObject({ outcome: 'rejected', reason: SKIPPED, count: 2, skipped: 2 });

    expect(project.store.skips.unskip({ node })).toBe(2);
    project.behaviour = () => ({ text: 'Fine.' });
    expect(countsOf(await project.run()).captioner).toEqual([3, 3, 0, 0, 0, 1]);
    expect(project.asked.toSorted()).toEqual(['b', 'c']);
  });

  it('[RUN6] [STORE17] is put aside one by one, at the node that it failed in, and that outlives closing', async () => {
    await using project = new TestProject(captioningFlow(['a!', 'b!', 'c']));
    const first = await project.run();
    expect(countsOf(first).images).toEqual([3, 1, 0, 2, 0, 0]);
    const { samples } = project.store.runs.ofCause(first.id, {
      ...groupOf(project, first, 'images'),
      offset: 0,
      limit: 1,
    });
    const id = samples[0]?.sample.id;
    expect(project.store.skips.skip(first.id, { node: 'images', samples: id ? [id] : [] })).toBe(1);
    await project.reopen();
    const second = await project.run();
    expect(countsOf(second).images).toEqual([3, 1, 1, 1, 0, 1]);
    expect(project.store.skips.skip(second.id, { node: 'captioner' })).toBe(0);
    expect(project.store.skips.unskip({ node: 'images', samples: id ? [id] : [] })).toBe(1);
    expect(countsOf(await project.run()).images).toEqual([3, 1, 0, 2, 0, 1]);
  });
});

describe('a sample that crashes the model', () => {
  it('[RUN6] [STORE17] is tried by every run until the third crash; then it is in quarantine until a person names it', async () => {
    await using project = new TestProject(captioningFlow(['bad', 'good']));
    project.behaviour = (name) => (name === 'bad' ? crashed() : { text: 'Fine.' });
    const first = await project.run();
    expect(groupOf(project, first)).toMatchObject({ code: 'HOST_CRASHED', count: 1 });
    expect(countsOf(first).captioner).toEqual([2, 1, 0, 1, 0, 0]);
    await project.reopen();
    await project.run();
    await project.reopen();
    const third = await project.run();
    const quarantined = groupOf(project, third);
    expect(quarantined).toMatchObject({ code: 'IMAGE_CRASHES_MODEL', count: 1 });

    project.asked.length = 0;
    await project.run();
    await project.run({ retryFailed: true });
    await project.run({ retry: [{ node: 'captioner' }] });
    expect(project.asked).toEqual([]);

    const named = { node: 'captioner', cause: quarantined.cause };
    expect(groupOf(project, await project.run({ retry: [named] })).code).toBe('IMAGE_CRASHES_MODEL');
    expect(project.asked).toEqual(['bad']);
    project.behaviour = () => ({ text: 'Fine.' });
    expect(countsOf(await project.run({ retry: [named] })).captioner).toEqual([2, 2, 0, 0, 0, 1]);
  });
});

describe('samples that all fail alike', () => {
  const odd = (name: string) =>
    new UserError('ENDPOINT_BAD_REQUEST', `“${name}”: that engine is not aboard (400).`, { remedy: 'Look.' });

  it('[RUN6] pause the run after ten with none that went well, and are asked again when it is resumed', async () => {
    await using project = new TestProject(captioningFlow(names(300)));
    project.behaviour = odd;
    const run = project.start();
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason).toMatchObject({
      code: 'SAME_FAILURE',
      message: expect.stringMatching(/^10 samples in a row failed alike: .*not aboard/),
      remedy: expect.stringContaining('Resume'),
    });
    expect(countsOf(paused).captioner?.slice(1, 4)).toEqual([0, 0, 0]);
    expect(project.asked.length).toBeLessThan(ALIKE_AT_FIRST + 8);
    project.behaviour = () => ({ text: 'Fine.' });
    run.resume();
    expect(countsOf(await run.finished).captioner).toEqual([300, 300, 0, 0, 0, 0]);
  });

  it('[RUN6] are left behind when nothing was repaired, and do not pause the run again', async () => {
    await using project = new TestProject(captioningFlow(names(40)));
    project.behaviour = (name) => (name < '0030' ? odd(name) : { text: 'Fine.' });
    const run = project.start();
    await until(run, ({ state }) => state === 'paused');
    run.resume();
    const done = await run.finished;
    expect(done.state).toBe('done');
    expect(countsOf(done).captioner).toEqual([40, 10, 0, 30, 0, 0]);
    project.asked.length = 0;
    expect(countsOf(await project.run()).captioner).toEqual([40, 10, 0, 30, 0, 10]);
    expect(project.asked).toEqual([]);
  });

  it('[RUN6] pause it later, too, after a hundred: also what comes and goes is no longer tried on and on', async () => {
    await using project = new TestProject(captioningFlow(names(1000)));
    project.behaviour = (name) =>
      name < '0020'
        ? { text: 'Fine.' }
        : new OperationalError('ENDPOINT_SERVER', `It is down (50${name.length}).`);
    const run = project.start();
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason?.message).toMatch(new RegExp(`^${ALIKE_LATER} samples in a row`));
    await run.stop();
    project.behaviour = () => ({ text: 'Fine.' });
    expect(countsOf(await project.run()).captioner).toEqual([1000, 1000, 0, 0, 0, 20]);
  });

  it('[RUN6] do not pause it where they differ, or where there are few', async () => {
    await using project = new TestProject(captioningFlow(names(100)));
    const codes = ['ENDPOINT_BAD_REQUEST', 'ENDPOINT_BAD_REPLY', 'IMAGE_DAMAGED'] as const;
    project.behaviour = (name) => new UserError(codes[Number(name.slice(0, 4)) % 3] ?? 'USAGE', 'No.');
    expect(countsOf(await project.run()).captioner).toEqual([100, 0, 0, 100, 0, 0]);
    await using few = new TestProject(captioningFlow(names(9)));
    few.behaviour = odd;
    expect(countsOf(await few.run()).captioner).toEqual([9, 0, 0, 9, 0, 0]);
  });

  it('[RUN6] that a stop meets while the run is paused are failures to the next run, not lost calls', async () => {
    await using project = new TestProject(captioningFlow(names(10)));
    project.behaviour = odd;
    const run = project.start();
    await until(run, ({ state }) => state === 'paused');
    await run.stop();
    project.asked.length = 0;
    expect(countsOf(await project.run()).captioner).toEqual([10, 0, 0, 10, 0, 0]);
    expect(project.asked).toEqual([]);
  });
});
