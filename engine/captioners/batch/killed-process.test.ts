import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openProject } from '../../store/open-project.ts';
import { BatchProject, captionerCounts, REPLY_USD } from './testing-batch-project.ts';
import type { ServerStep } from './testing-batch-server.ts';

const BIN = join(import.meta.dirname, '../../../bin/ekphrasis.mjs');

/** The engine as a process of its own, as the command line runs it. */
function startEngine(project: BatchProject): ChildProcess {
  const child = spawn(process.execPath, [BIN, 'run', project.path, '--json'], {
    env: { ...process.env, ...project.environment },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Runs the engine until it does this for the first time, and kills it there; `after`: the server has done it, and nobody learns of it. */
async function killAt(project: BatchProject, step: ServerStep, when: 'before' | 'after'): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let killed = false;
  const child = startEngine(project);
  project.server.hook = async (at, then) => {
    if (killed || at !== step || then !== when) return undefined;
    killed = true;
    await kill(child);
    resolve();
    return 'reset';
  };
  await promise;
}

/** A run after the kill, in this process. */
async function goOn(project: BatchProject) {
  project.server.automatic = true;
  const progress = await project.run();
  const captions = await project.captions();
  return {
    state: progress.state,
    counts: captionerCounts(progress),
    different: new Set(captions).size,
    spent: Number(progress.spendUsd.toFixed(6)),
    reserved: progress.reservedUsd,
    batches: project.server.batches.length,
  };
}

const whole = (count: number) => ({
  state: 'done',
  counts: [count, count, 0, 0, 0, 0],
  different: count,
  spent: Number((count * REPLY_USD).toFixed(6)),
  reserved: 0,
  batches: 1,
});

describe('an engine that is killed', () => {
  it.each<[string, ServerStep, 'before' | 'after']>([
    ['when the file is written and nothing is uploaded', 'upload', 'before'],
    ['when the file is uploaded and its id was never heard', 'upload', 'after'],
    ['when the file is uploaded and no batch is created', 'create', 'before'],
    ['when the batch is created and its id was never heard', 'create', 'after'],
    ['while the batch is under way', 'retrieve', 'after'],
    ['when the batch is finished and nothing is collected', 'content', 'before'],
  ])(
    '[BAT5] [RUN5] [RUN7] %s has lost nothing: each caption once, one batch, and the money adds up',
    async (_title, step, when) => {
      await using project = await BatchProject.create(3);
      project.server.automatic = step === 'content';
      await killAt(project, step, when);
      expect(await goOn(project)).toEqual(whole(3));
    },
    30_000,
  );

  it('[BAT5] [RUN5] half of whose replies are stored asks for none of them again', async () => {
    await using project = await BatchProject.create(264);
    const { server } = project;
    server.automatic = true;
    server.output = (text) => {
      server.cutAfter = Math.floor(text.length * 0.985);
      server.stalls = true;
      return text;
    };
    const child = startEngine(project);
    await storedReplies(project, 256);
    await kill(child);
    server.cutAfter = undefined;
    expect(await goOn(project)).toEqual({ ...whole(264), counts: [264, 264, 0, 0, 0, expect.any(Number)] });
  }, 60_000);

  it('[BAT5] is the one case in which a batch may be bought twice: its answer was lost, and the provider keeps no list', async () => {
    await using project = await BatchProject.create(3);
    project.server.listed = false;
    await killAt(project, 'create', 'after');
    const after = await goOn(project);
    expect([after.different, after.batches, after.spent]).toEqual([3, 2, 3 * REPLY_USD]);
    // What the lost one may cost counts in full until the user settles it.
    expect(after.reserved).toBeGreaterThan(0);
    const { store } = await project.open();
    expect(store.budget.leftBehind()).toEqual({ count: 1, usd: after.reserved });
    expect(await project.batches()).toMatchObject([{ state: 'completed' }, { state: 'lost' }]);
  }, 30_000);
});

/** Resolves when so many replies are on the disk, as another process sees it. */
async function storedReplies(project: BatchProject, count: number): Promise<void> {
  for (;;) {
    if (project.server.log.includes('content')) {
      const store = openProject(project.path, { readOnly: true });
      const { replies } = store.providerBatches.totals(1);
      await store.close();
      if (replies >= count) return;
    }
    await pause(50);
  }
}
