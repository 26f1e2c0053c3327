import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { steadyClock } from '../steady-clock.ts';
import { TEST_NODES } from './testing/test-nodes.ts';
import { captioningFlow, countsOf, latch, names, TestProject, until } from './testing/test-project.ts';

/** A disk of so many megabytes in memory, where the system lets us have one; gives how to make it larger. */
function smallDisk(megabytes: number): { readonly place: string; grow(to: number): void } | undefined {
  const place = mkdtempSync(join(tmpdir(), 'ekphrasis-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    rmSync(place, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', place]);
    rmSync(place, { recursive: true });
  });
  return { place, grow: (to) => void execFileSync('mount', ['-o', `remount,size=${to}m`, place]) };
}

describe('a small disk', () => {
  const long = (name: string) => ({ text: `${name} ${'x'.repeat(4000)}`, costUsd: 0.01 });

  it('[RUN6] [STORE5] pauses the run when it is full, keeps what comes in meanwhile, and loses and repeats nothing', async ({
    skip,
  }) => {
    const disk = smallDisk(4);
    if (!disk) return skip('mounting is not allowed here');
    await using project = new TestProject(captioningFlow(names(1200)), TEST_NODES, disk.place);
    project.worstCaseUsd = 0.01;
    project.behaviour = long;
    const run = project.start();
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason).toMatchObject({ code: 'DISK_FULL', remedy: expect.stringContaining('resume') });
    run.resume();
    expect(run.progress()).toMatchObject({ state: 'paused', reason: { code: 'DISK_FULL' } });
    expect(() => project.store.meta.rename('Renamed')).toThrow('full');
    disk.grow(48);
    run.resume();
    const done = await run.finished;
    expect(done.state).toBe('done');
    expect(countsOf(done).captioner).toEqual([1200, 1200, 0, 0, 0, 0]);
    expect(new Set(project.asked).size).toBe(project.asked.length);
    await project.reopen();
    expect(project.store.captions.count()).toBe(1200);
    expect(new Set(project.captions()).size).toBe(1200);
    expect(project.store.spend().settledUsd).toBeCloseTo(12);
    expect(project.store.spend().reservedUsd).toBe(0);
  });

  it('[RUN6] [RUN8] loses the group that does not fit when the run is stopped instead; the next run asks for that alone', async ({
    skip,
  }) => {
    const disk = smallDisk(4);
    if (!disk) return skip('mounting is not allowed here');
    await using project = new TestProject(captioningFlow(names(1200)), TEST_NODES, disk.place);
    project.behaviour = long;
    const run = project.start();
    await until(run, ({ state }) => state === 'paused');
    await run.stop();
    expect((await run.finished).reason?.code).toBe('DISK_FULL');
    disk.grow(48);
    const stored = project.store.captions.count();
    const before = project.asked.length;
    const done = await project.run();
    expect(countsOf(done).captioner).toEqual([1200, 1200, 0, 0, 0, stored]);
    expect(project.asked.length - before).toBe(1200 - stored);
  });
});

describe('a disk that fills up', () => {
  it('[RUN6] [STORE5] ends the run with that reason, and the next run asks only for what was lost', async () => {
    await using project = new TestProject(captioningFlow(names(50_000)));
    const makeRoom = await project.reopenOnFullDisk(60);
    project.behaviour = (name) => ({ text: `${name} ${'x'.repeat(4000)}` });
    const run = project.start();
    const failed = await run.finished;
    expect(failed).toMatchObject({ state: 'failed', reason: { code: 'DISK_FULL' } });
    expect(failed.nodes.map(({ state }) => state)).not.toContain('running');
    expect(countsOf(failed).images?.[0]).toBeLessThan(50_000);
    expect(run.progress()).toEqual(failed);
    expect(project.store.runs.latest()?.state).toBe('failed');

    makeRoom();
    project.setParams('images', { names: names(100) });
    const before = project.asked.length;
    const stored = project.store.captions.count();
    const done = await project.run();
    expect(done.state).toBe('done');
    expect(countsOf(done).captioner).toEqual([100, 100, 0, 0, 0, stored]);
    expect(project.asked.length - before).toBe(100 - stored);
  });
});

describe('a clock that is set back while a run is under way', () => {
  it('[RUN10] [RUN13] leaves rates, times left, the order of samples and the saving of counts as they are', async () => {
    await using project = new TestProject(captioningFlow(names(400)));
    let back = 0;
    project.now = steadyClock(() => Date.now() - back);
    project.behaviour = (_name, _request, call) => {
      // An hour at a time.
      if (call % 50 === 0) back += 3_600_000;
      return { text: 'Fine.' };
    };
    const run = project.start();
    const seen: RunProgress[] = [];
    run.onProgress((progress) => seen.push(progress));
    const done = await run.finished;
    expect(back).toBeGreaterThan(3_600_000);
    expect(done.state).toBe('done');
    expect((done.endedAt ?? 0) - done.startedAt).toBeGreaterThanOrEqual(0);
    for (const { nodes } of seen)
      for (const { ratePerSecond, elapsedMs, etaSeconds = 0, in: cameIn } of nodes) {
        expect(elapsedMs).toBeGreaterThanOrEqual(0);
        expect(elapsedMs).toBeLessThan(600_000);
        expect(ratePerSecond).toBeLessThanOrEqual(cameIn);
        expect(etaSeconds).toBeGreaterThanOrEqual(0);
      }
    const latest = run.latest('captioner').map(({ at }) => at);
    expect(latest).toEqual(latest.toSorted((a, b) => b - a));
    expect(project.store.runs.latest()).toMatchObject({ state: 'done' });
  });
});

describe('a project whose file goes away under its run', () => {
  it('[RUN6] [STORE16] pauses it, and goes on when the folder is back', async () => {
    await using project = new TestProject(captioningFlow(names(3)));
    const asked = latch();
    const answer = latch();
    project.behaviour = async () => {
      asked.open();
      await answer.opened;
      return { text: 'Fine.' };
    };
    const run = project.start();
    await asked.opened;
    const folder = dirname(project.store.path);
    renameSync(folder, `${folder}-moved`);
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason?.code).toBe('PROJECT_NOT_FOUND');
    answer.open();
    await until(run, ({ nodes }) => nodes.some(({ id, kept }) => id === 'captioner' && kept === 3));
    renameSync(`${folder}-moved`, folder);
    run.resume();
    expect((await run.finished).state).toBe('done');
    await project.reopen();
    expect(project.captions()).toEqual(['Fine.', 'Fine.', 'Fine.']);
  });

  it('[RUN6] [STORE16] pauses it; what was removed is whole again when the project is closed', async () => {
    await using project = new TestProject(captioningFlow(names(2)));
    await project.run();
    project.setParams('images', { names: names(4) });
    const answer = latch();
    project.behaviour = async () => {
      await answer.opened;
      return { text: 'Fine.' };
    };
    const run = project.start();
    for (const part of ['', '-wal', '-shm']) rmSync(project.store.path + part);
    await until(run, ({ state }) => state === 'paused');
    const stopped = run.stop();
    answer.open();
    await stopped;
    await project.reopen();
    expect(project.store.captions.count()).toBe(2);
    expect(countsOf(await project.run()).captioner).toEqual([4, 4, 0, 0, 0, 2]);
  });
});

describe('a project that is closed under its run', () => {
  it('ends the run; its timer does not take the engine down', async () => {
    await using project = new TestProject(captioningFlow(names(3)));
    const asked = latch();
    project.behaviour = () => {
      asked.open();
      return latch().opened.then(() => ({ text: '' }));
    };
    const run = project.start();
    await asked.opened;
    await project.store.close();
    expect((await run.finished).state).toBe('failed');
    expect(project.openCaptioners).toBe(0);
    expect(run.progress().state).toBe('failed');
  });
});

describe('a stage that breaks', () => {
  const broken = defineNode.scan({
    type: 'filters.broken',
    version: 1,
    title: 'Broken',
    summary: 'Cannot judge.',
    icon: 'filter',
    inputs: { image: { type: 'image' } },
    outputs: { kept: { type: 'image' } },
    params: z.object({}),
    reads: ['image'],
    digest: () => '',
    scanner: () => ({
      verdict: () => {
        throw new Error('This scanner is broken.');
      },
    }),
  });

  it('[RUN6] does not hold up its siblings, though nobody takes what was meant for it', async () => {
    /*  images ──┬──▶ prompt
                └──▶ broken ──▶ firsts   */
    const many = names(20_000);
    await using project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: many }],
          prompt: ['prompts.plain'],
          broken: ['filters.broken'],
          firsts: ['filters.firsts'],
        },
        'images.images>prompt.image',
        'images.images>broken.image',
        'broken.kept>firsts.image',
      ),
      [...TEST_NODES, broken],
    );
    const progress = await project.run();
    expect(progress).toMatchObject({ state: 'failed', reason: { message: 'This scanner is broken.' } });
    expect(countsOf(progress).prompt).toEqual([20_000, 20_000, 0, 0, 0, 0]);
    expect(progress.nodes.find(({ id }) => id === 'broken')?.state).toBe('error');
  });
});

describe('a stop', () => {
  it('[RUN8] does not wait for a captioner that is still being opened, and closes it when it is there', async () => {
    await using project = new TestProject(captioningFlow(names(3)));
    const opening = latch();
    project.opening = opening.opened;
    const run = project.start();
    await until(run, ({ nodes }) => nodes.some(({ id, pending }) => id === 'captioner' && pending === 3));
    await run.stop();
    expect((await run.finished).state).toBe('stopped');
    opening.open();
    await expect.poll(() => project.openCaptioners).toBe(0);
    expect(project.asked).toEqual([]);
  });

  it('[RUN6] [RUN8] keeps a paid reply that comes in spite of it', async () => {
    await using project = new TestProject(captioningFlow(names(1)));
    project.deaf = true;
    const asked = latch();
    const answer = latch();
    project.behaviour = async () => {
      asked.open();
      await answer.opened;
      return { text: 'It is paid for.' };
    };
    const run = project.start();
    await asked.opened;
    const stopped = run.stop();
    answer.open();
    await stopped;
    expect(project.store.captions.count()).toBe(1);
    expect(countsOf(await project.run()).captioner).toEqual([1, 1, 0, 0, 0, 1]);
  });
});

it('[RUN8] a scan still judges in source order when the run is paused while an early sample is on its way', async () => {
  /*  images ──▶ prompt ──▶ captioner (slow for the first) ──▶ firsts  */
  await using project = new TestProject(
    flowOf(
      {
        images: ['sources.names', { names: ['a1', 'b1', 'a2'] }],
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
  project.behaviour = async (name) => {
    if (name === 'a1') await late.opened;
    return { text: name };
  };
  const run = project.start();
  await until(run, ({ nodes }) => nodes.some((node) => node.id === 'firsts' && node.in === 2));
  run.pause();
  late.open();
  let pushes = 0;
  await until(run, ({ nodes }) => {
    if (nodes.some((node) => node.id === 'firsts' && node.in === 3)) pushes += 1;
    return pushes === 3;
  });
  run.resume();
  await run.finished;
  const kept = run.latest('firsts').filter(({ outcome }) => outcome === 'kept');
  expect(kept.map(({ sample }) => sample.facets.location.path).sort()).toEqual(['a1', 'b1']);
});
