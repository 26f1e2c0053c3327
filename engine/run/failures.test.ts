import { describe, expect, it } from 'vitest';
import { OperationalError, UserError } from '../../core/errors.ts';
import { SKIPPED } from '../../core/failure-cause.ts';
import type { ProblemGroup, RunProgress } from '../../core/run.ts';
import { captioningFlow, countsOf, names, TestProject } from './testing/test-project.ts';

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

  it('[RUN6] is put aside one by one, at the node that it failed in, and that outlives closing', async () => {
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
  it('[RUN6] is tried by every run until the third crash; then it is in quarantine until a person names it', async () => {
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
