import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../core/run.ts';
import type { ActiveRun } from '../../run/index.ts';
import { BatchProject, captionerCounts, REPLY_USD, until } from './testing-batch-project.ts';
import type { ServerBatch } from './testing-batch-server.ts';

/** The provider has it, and the run says that it waits. */
async function waited(project: BatchProject, run: ActiveRun, batches = 1): Promise<ServerBatch> {
  await until(run, ({ nodes }) => nodes.some(({ detail }) => detail?.startsWith('Waits for batch') === true));
  await until(run, () => project.server.batches.length >= batches);
  return project.server.batches[batches - 1] as ServerBatch;
}

const refresh = async (project: BatchProject) => (await project.open()).parts.batches.refresh();
const detailOf = (progress: RunProgress) => progress.nodes.find(({ id }) => id === 'captioner')?.detail;
const sum = (progress: RunProgress) => progress.spendUsd + progress.reservedUsd;

describe('a run that asks by batches', () => {
  it('[BAT1] sends one batch, and its replies become captions at the batch price', async () => {
    await using project = await BatchProject.create(6);
    project.server.automatic = true;
    const progress = await project.run();
    expect([progress.state, captionerCounts(progress)]).toEqual(['done', [6, 6, 0, 0, 0, 0]]);
    expect(project.server.log.filter((step) => step !== 'retrieve')).toEqual(['upload', 'create', 'content']);
    expect(progress.spendUsd).toBeCloseTo(6 * REPLY_USD);
    expect(progress.reservedUsd).toBe(0);
    expect(new Set(await project.captions()).size).toBe(6);
    expect(await project.batches()).toMatchObject([
      { state: 'completed', collected: true, requests: 6, done: 6, failed: 0, ready: 0 },
    ]);
    expect(readdirSync(join(project.folder, 'test.files', 'batches'))).toEqual([]);
    // The delivery is not in the key: asked directly, nothing is left to be asked [RUN3].
    const session = await project.open();
    session.edit([{ kind: 'set-params', id: 'captioner', params: { delivery: 'direct' } }], 'Change');
    expect(captionerCounts(await project.run())).toEqual([6, 6, 0, 0, 0, 6]);
    expect(project.server.log).not.toContain('chat');
  });

  it('[BAT3] [RUN7] pauses before anything is uploaded when the cap does not hold the whole batch', async () => {
    await using project = await BatchProject.create(4);
    project.server.automatic = true;
    const run = await project.start({ capUsd: 1 });
    const paused = await until(run, ({ state }) => state === 'paused');
    expect([paused.reason?.code, sum(paused), project.server.log]).toEqual(['BUDGET_REACHED', 0, []]);
    run.setCap(100);
    run.resume();
    const progress = await run.finished;
    expect([progress.state, progress.spendUsd]).toEqual(['done', expect.closeTo(4 * REPLY_USD)]);
    expect(project.server.batches).toHaveLength(1);
  });

  it('[BAT4] says what it waits for; a stop ends the waiting and not the batch, and the next run takes it up', async () => {
    await using project = await BatchProject.create(5);
    const first = await project.start();
    const batch = await waited(project, first);
    project.server.progress(batch.id, 3);
    await refresh(project);
    expect(detailOf(first.progress())).toBe('Waits for batch 1 of 1: 3 of 5 done');
    const reserved = first.progress().reservedUsd;
    await first.stop();
    expect([first.progress().state, first.progress().reservedUsd]).toEqual(['stopped', reserved]);

    const second = await project.start();
    await until(second, ({ nodes }) => nodes.some(({ detail }) => detail?.startsWith('Waits') === true));
    project.server.end(batch.id);
    await refresh(project);
    const progress = await second.finished;
    expect([progress.state, captionerCounts(progress)]).toEqual(['done', [5, 5, 0, 0, 0, 0]]);
    expect([progress.spendUsd, progress.reservedUsd]).toEqual([expect.closeTo(5 * REPLY_USD), 0]);
    expect(project.server.log.filter((step) => step === 'create')).toHaveLength(1);
  });

  it('[BAT4] what came while nobody waited is kept, and the next run takes it without asking', async () => {
    await using project = await BatchProject.create(4);
    const run = await project.start();
    const batch = await waited(project, run);
    await run.stop();
    await project.closeEngine();
    project.server.end(batch.id);
    await refresh(project);
    expect(await project.batches()).toMatchObject([{ collected: true, ready: 4, costUsd: 4 * REPLY_USD }]);
    // Forgetting the batch does not throw away what is paid for.
    await (await project.open()).parts.batches.dismiss(1);
    const asked = project.server.log.length;
    const progress = await project.run();
    expect([captionerCounts(progress), project.server.log.length]).toEqual([[4, 4, 0, 0, 0, 0], asked]);
    expect(progress.spendUsd).toBeCloseTo(4 * REPLY_USD);
    expect(await project.batches()).toEqual([]);
  });

  it('[BAT8] an expired batch gives what was done, and the rest goes into the next one', async () => {
    await using project = await BatchProject.create(5);
    const run = await project.start();
    const first = await waited(project, run);
    project.server.end(first.id, 'expired', 2);
    await refresh(project);
    const second = await waited(project, run, 2);
    expect([first.requests.length, second.requests.length]).toEqual([5, 3]);
    project.server.end(second.id);
    await refresh(project);
    const progress = await run.finished;
    expect([captionerCounts(progress), progress.spendUsd]).toEqual([
      [5, 5, 0, 0, 0, 0],
      expect.closeTo(5 * REPLY_USD),
    ]);
  });

  it('[BAT8] a cancelled batch gives what was done; the rest waits for the next run', async () => {
    await using project = await BatchProject.create(5);
    const run = await project.start();
    const batch = await waited(project, run);
    project.server.progress(batch.id, 2);
    const desk = (await project.open()).parts.batches;
    await desk.cancel(1);
    await desk.refresh();
    const progress = await run.finished;
    expect(captionerCounts(progress)).toEqual([5, 2, 0, 3, 0, 0]);
    expect(progress.spendUsd).toBeCloseTo(2 * REPLY_USD);
    expect(await project.batches()).toMatchObject([{ state: 'cancelled', done: 2, failed: 3 }]);
    project.server.automatic = true;
    expect(captionerCounts(await project.run())).toEqual([5, 5, 0, 0, 0, 2]);
    expect(project.server.batches[1]?.requests).toHaveLength(3);
  });

  it('[BAT9] what fails for a time is asked in the next batch, what fails for good is a failed sample', async () => {
    await using project = await BatchProject.create(4);
    const { server } = project;
    server.automatic = true;
    const seen: string[] = [];
    server.outcome = ({ image }, earlier) => {
      if (!seen.includes(image)) seen.push(image);
      if (seen.indexOf(image) === 0)
        return { kind: 'status', status: 400, message: 'The picture is too plain.' };
      if (seen.indexOf(image) === 1 && earlier === 0)
        return { kind: 'status', status: 500, message: 'Sorry.' };
      return seen.indexOf(image) === 2 && earlier === 0 ? { kind: 'missing' } : { kind: 'reply' };
    };
    const progress = await project.run();
    expect(captionerCounts(progress)).toEqual([4, 3, 0, 1, 0, 0]);
    expect(server.batches.map(({ requests }) => requests.length)).toEqual([4, 2]);
    expect(server.batches[1]?.requests.map(({ customId }) => customId.split('-')[1])).toEqual(['2', '2']);
    const desk = (await project.open()).parts.batches;
    expect(desk.failures(1).map(({ error, count, images }) => [error.code, count, images.length])).toEqual(
      expect.arrayContaining([
        ['ENDPOINT_BAD_REQUEST', 1, 1],
        ['ENDPOINT_SERVER', 1, 1],
        ['BATCH_INCOMPLETE', 1, 1],
      ]),
    );
    // One without an answer may be billed all the same: its worst case is what is kept.
    expect(progress.spendUsd).toBeGreaterThan(3 * REPLY_USD);
    expect(progress.reservedUsd).toBe(0);
  });

  it('[BAT9] asks directly what a batch has failed at, where the node says so', async () => {
    await using project = await BatchProject.create(3, { batchRetries: 'direct' });
    project.server.automatic = true;
    project.server.outcome = () => ({ kind: 'status', status: 503, message: 'Later.' });
    const progress = await project.run();
    expect(captionerCounts(progress)).toEqual([3, 3, 0, 0, 0, 0]);
    expect(project.server.log.filter((step) => step === 'chat')).toHaveLength(3);
    expect([project.server.batches.length, progress.spendUsd]).toEqual([1, expect.closeTo(3 * 0.34)]);
  });

  it('[BAT9] a complaint about a parameter changes the next batch', async () => {
    await using project = await BatchProject.create(2);
    project.server.automatic = true;
    project.server.outcome = ({ body }) =>
      'max_tokens' in body
        ? { kind: 'status', status: 400, message: "Unsupported parameter: use 'max_completion_tokens'." }
        : { kind: 'reply' };
    expect(captionerCounts(await project.run())).toEqual([2, 2, 0, 0, 0, 0]);
    expect(project.server.batches.map(({ requests }) => requests.length)).toEqual([2, 2]);
  });

  it('[BAT7] takes each reply once from a file that is out of order, repeats itself, and holds what nobody asked for', async () => {
    await using project = await BatchProject.create(4);
    const { server } = project;
    server.automatic = true;
    server.output = (text) => {
      const lines = text.trimEnd().split('\n').reverse();
      const [first = '', second = ''] = lines;
      const other = first.replace(/"content":"[^"]*"/, '"content":"A second answer."');
      const unknown = second.replace(/"custom_id":"[0-9a-f]{32}/, `"custom_id":"${'f'.repeat(32)}`);
      const stale = second.replace(/-1"/, '-7"').replace(/"content":"[^"]*"/, '"content":"Stale."');
      const huge = `{"custom_id":"${'x'.repeat(9_000_000)}"}`;
      return [unknown, stale, 'no json', '[]', huge, ...lines, other, '{"custom_id":'].join('\r\n');
    };
    const progress = await project.run();
    expect([captionerCounts(progress), progress.spendUsd]).toEqual([
      [4, 4, 0, 0, 0, 0],
      expect.closeTo(4 * REPLY_USD),
    ]);
    const captions = await project.captions();
    expect(captions.filter((text) => /second answer|Stale/.test(text))).toEqual([]);
    expect(new Set(captions).size).toBe(4);
  });

  it('[BAT7] a file that is cut off is fetched again, and each of its replies is counted once', async () => {
    await using project = await BatchProject.create(4);
    const run = await project.start();
    const batch = await waited(project, run);
    project.server.end(batch.id);
    project.server.cutAfter = 900;
    await refresh(project);
    expect((await project.batches())[0]).toMatchObject({ collected: false, trouble: expect.anything() });
    project.server.cutAfter = undefined;
    await refresh(project);
    const progress = await run.finished;
    expect([captionerCounts(progress), progress.spendUsd, progress.reservedUsd]).toEqual([
      [4, 4, 0, 0, 0, 0],
      expect.closeTo(4 * REPLY_USD),
      0,
    ]);
  });

  it('[BAT6] a refusal for too many enqueued tokens teaches the limit, and smaller batches go', async () => {
    await using project = await BatchProject.create(6);
    const { server } = project;
    const run = await project.start();
    const large = await waited(project, run);
    const [{ tokens = 0 } = {}] = await project.batches();
    const limit = Math.ceil(tokens / 2);
    server.refuse(
      large.id,
      'token_limit_exceeded',
      `Enqueued token limit reached. Limit: ${limit} enqueued tokens.`,
    );
    server.automatic = true;
    await refresh(project);
    const progress = await run.finished;
    expect(captionerCounts(progress)).toEqual([6, 6, 0, 0, 0, 0]);
    expect(server.batches.map(({ requests }) => requests.length)).toEqual([6, 3, 3]);
    expect(progress.spendUsd).toBeCloseTo(6 * REPLY_USD);
  });

  it('[BAT10] a provider without batches pauses the run and says so, and nothing is reserved after the stop', async () => {
    await using project = await BatchProject.create(2);
    project.server.hook = (step) =>
      step === 'upload' ? Promise.resolve({ status: 404, message: 'Not found.' }) : undefined;
    const run = await project.start();
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason?.code).toBe('BATCH_UNSUPPORTED');
    await run.stop();
    expect([sum(run.progress()), await project.batches()]).toEqual([0, []]);
  });

  it('[BAT10] a batch that is refused as a whole pauses the run with the provider’s words, and is sent anew on resuming', async () => {
    await using project = await BatchProject.create(3);
    const run = await project.start();
    const batch = await waited(project, run);
    project.server.refuse(batch.id, 'invalid_model', 'The model is not offered in batches.');
    await refresh(project);
    const paused = await until(run, ({ state }) => state === 'paused');
    expect(paused.reason).toMatchObject({
      code: 'ENDPOINT_MODEL_UNKNOWN',
      excerpt: expect.stringContaining('not offered'),
    });
    expect(sum(paused)).toBe(0);
    project.server.automatic = true;
    run.resume();
    expect(captionerCounts(await run.finished)).toEqual([3, 3, 0, 0, 0, 0]);
  });

  it('[BAT5] a submission whose answer was lost is found again by its mark, and not repeated', async () => {
    await using project = await BatchProject.create(3);
    project.server.automatic = true;
    let cut = true;
    project.server.hook = (step, when) => {
      if (step !== 'create' || when !== 'after' || !cut) return undefined;
      cut = false;
      return Promise.resolve('reset');
    };
    const progress = await project.run();
    expect(captionerCounts(progress)).toEqual([3, 3, 0, 0, 0, 0]);
    expect(project.server.log.filter((step) => step === 'create' || step === 'list')).toEqual([
      'create',
      'list',
    ]);
    expect(project.server.batches).toHaveLength(1);
  }, 20_000);
});
