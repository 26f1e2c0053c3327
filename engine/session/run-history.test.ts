import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isSameRun } from '../../core/compare-runs.ts';
import type { RunId } from '../../core/ids.ts';
import { runReportSchema } from '../../core/run-report.ts';
import { type TestingHistory, testingHistory } from './testing-history.ts';

let history: TestingHistory;
afterEach(() => history.close());

const run = (id: number) => ({ run: id as RunId });
const pair = (before: number, after: number) => ({ before: before as RunId, after: after as RunId });

describe('the history of runs', () => {
  it('[HIST1] lists runs with what a person says of them, pinned ones first', async () => {
    history = await testingHistory(2);
    const { client } = history;
    await history.run();
    await history.run({ limit: 1 });
    await client.runHistory.remark({ ...run(1), title: 'Baseline', pinned: true });
    await client.runHistory.remark({ ...run(1), notes: 'To compare with.' });
    const { total, runs } = await client.runHistory.list({});
    expect(total).toBe(2);
    expect(runs).toMatchObject([
      { id: 1, state: 'done', captions: 2, title: 'Baseline', notes: 'To compare with.', pinned: true },
      { id: 2, state: 'done', captions: 0, title: '', pinned: false, limit: 1 },
    ]);
    expect(runs[0]?.spendUsd).toBeGreaterThan(0);
    expect(runs[1]?.spendUsd).toBe(0);
  });

  it('[HIST2] a report has versions, models, seeds, flow, counts, money, tokens and results, and keeps to its schema', async () => {
    history = await testingHistory(3);
    await history.setParams('filter', { minimum: 400 });
    await history.run();
    const report = runReportSchema.parse(await history.client.runHistory.report(run(1)));
    const { captions, kept, promptTokens, completionTokens, spendUsd } = report.totals;
    expect(report.environment).toMatchObject({ app: '0.1.0', host: 'web', node: process.versions.node });
    expect(report.environment?.onnxruntime).toMatch(/^\d+\.\d+/);
    expect(report.models).toEqual([
      {
        node: 'captioner',
        title: 'test-model',
        identity: expect.objectContaining({ provider: 'endpoint', model: 'test-model' }),
        repliedAs: ['test-model'],
      },
    ]);
    expect(report.seeds).toMatchObject({ dataset: 42 });
    expect(report.flow.flow?.nodes.map(({ id }) => id)).toEqual([
      'images',
      'prompt',
      'captioner',
      'filter',
      'dataset',
    ]);
    expect(report.nodes.find(({ id }) => id === 'filter')).toMatchObject({ in: 3, kept: 0, rejected: 3 });
    expect([captions, kept, report.totals.found]).toEqual([3, 0, 3]);
    expect(promptTokens * 1e-3 + completionTokens * 2e-3).toBeCloseTo(spendUsd);
    expect(report.costs).toMatchObject([{ node: 'captioner', captions: 3, kept: 0, usdPerKept: null }]);
    expect(report.problems).toMatchObject([{ node: 'filter', outcome: 'rejected', count: 3 }]);
    expect(report.artifacts).toMatchObject([{ node: 'dataset', kind: 'dataset', count: 0 }]);
    // Asked again, nothing is counted twice.
    expect(await history.client.runHistory.report(run(1))).toEqual(report);
  });

  it('[HIST3] a report that leaves the computer names no place, user, host or address', async () => {
    history = await testingHistory(1);
    history.endpoint.setBehaviour({
      kind: 'status',
      status: 400,
      body: { error: { message: `No: ${history.endpoint.url}` } },
    });
    await history.run();
    for (const format of ['json', 'markdown'] as const) {
      const { text } = await history.client.runHistory.write({ ...run(1), format });
      expect(text).not.toContain(history.folder);
      expect(text).not.toContain('127.0.0.1');
      expect(text).toContain('a.png');
      if (format === 'json') expect(() => runReportSchema.parse(JSON.parse(text))).not.toThrow();
    }
  });

  it('[HIST4] an older run still tells why its samples did not come through; a pinned one keeps them one by one', async () => {
    history = await testingHistory(2);
    const { client } = history;
    await history.setParams('filter', { minimum: 400 });
    await history.run();
    await history.run();
    await client.runHistory.remark({ ...run(2), pinned: true });
    for (let count = 0; count < 10; count += 1) await history.run({ to: 'prompt' });
    const problems = async (id: number) => (await client.runHistory.report(run(id))).problems;
    expect(await problems(1)).toEqual(await problems(2));
    expect((await problems(1))[0]).toMatchObject({ node: 'filter', count: 2, examples: ['a.png', 'b.png'] });
    const { samples, limits } = await client.runHistory.changedSamples(pair(1, 2));
    expect(samples.map(({ before, after }) => [before.outcome, after.outcome])).toEqual([
      ['none', 'rejected'],
      ['none', 'rejected'],
    ]);
    expect(limits).toEqual([expect.stringContaining('Single samples of run 1 are no longer kept')]);
  });
});

describe('two runs compared', () => {
  it('[HIST5] what changed in the flow, in the outcomes and for which samples', async () => {
    history = await testingHistory(4);
    const { client } = history;
    await history.run();
    await history.setParams('filter', { minimum: 400 });
    await history.run();
    const comparison = await client.runHistory.compare(pair(1, 2));
    expect(comparison.flow?.changed).toEqual([
      { id: 'filter', fields: [], params: [{ name: 'minimum', before: 1, after: 400 }] },
    ]);
    const filter = comparison.nodes.find(({ id }) => id === 'filter');
    expect(filter).toMatchObject({ before: { kept: 4 }, after: { kept: 0, rejected: 4 } });
    expect(filter?.reasons).toMatchObject([{ outcome: 'rejected', before: 0, after: 4 }]);
    expect(comparison.figures.find(({ name }) => name === 'captions')).toEqual({
      name: 'captions',
      before: 4,
      after: 0,
    });
    const first = await client.runHistory.changedSamples({ ...pair(1, 2), limit: 3 });
    expect(first).toMatchObject({
      moves: [{ before: 'kept', after: 'rejected', count: 4 }],
      same: 0,
      limits: [],
    });
    expect(first.samples.map(({ path }) => path)).toEqual(['a.png', 'b.png', 'c.png']);
    expect(first.samples[0]).toMatchObject({
      before: { outcome: 'kept', caption: expect.stringContaining('The picture shows') },
      after: { outcome: 'rejected', node: 'filter', caption: expect.stringContaining('The picture shows') },
    });
    const rest = await client.runHistory.changedSamples({ ...pair(1, 2), offset: 3, limit: 3 });
    expect(rest.samples.map(({ path }) => path)).toEqual(['d.png']);
  });

  it('[HIST5] captions that are other texts now are found among the kept ones, and new pictures are new', async () => {
    history = await testingHistory(2);
    const { client } = history;
    await history.run();
    await history.setParams('prompt', { text: 'Name the colour.' });
    await history.run();
    const { moves, samples } = await client.runHistory.changedSamples({
      ...pair(1, 2),
      move: { before: 'kept', after: 'kept' },
    });
    expect(moves).toEqual([{ before: 'kept', after: 'kept', count: 2 }]);
    expect(samples).toHaveLength(2);
    for (const { before, after } of samples) expect(before.caption).not.toBe(after.caption);
    rmSync(join(history.folder, 'pictures', 'b.png'));
    await history.run();
    expect((await client.runHistory.changedSamples(pair(2, 3))).moves).toEqual([
      { before: 'kept', after: 'none', count: 1 },
    ]);
  });

  it('[HIST5] a run without a dataset is compared only as far as it is known, and says so', async () => {
    history = await testingHistory(3);
    const { client } = history;
    await history.run();
    await history.run({ to: 'captioner' });
    const { moves, same, limits } = await client.runHistory.changedSamples(pair(1, 2));
    expect({ moves, same }).toEqual({ moves: [], same: 0 });
    expect(limits).toEqual([expect.stringContaining('Run 2 made no dataset')]);
  });

  it('[HIST5] a run that did the same again is the same', async () => {
    history = await testingHistory(2);
    await history.run();
    await history.run();
    await history.run();
    // The second and third both reuse everything.
    expect(isSameRun(await history.client.runHistory.compare(pair(2, 3)))).toBe(true);
  });
});

describe('a run repeated', () => {
  it('[HIST6] restores the flow as one edit that can be undone, and makes the same dataset', async () => {
    history = await testingHistory(3);
    const { client } = history;
    await history.run();
    await history.setParams('filter', { minimum: 400 });
    await history.run();
    const plan = await client.runHistory.reproduction(run(1));
    expect(plan).toMatchObject({ run: 1, changesFlow: true });
    expect(plan.notices).toEqual([
      { about: 'models', severity: 'info', message: expect.stringContaining('taken from what is recorded') },
    ]);
    const asked = history.endpoint.log.length;
    await history.ended(await client.runHistory.reproduce(run(1)));
    const comparison = await client.runHistory.compare(pair(1, 3));
    expect(comparison.artifacts).toMatchObject([
      { node: 'dataset', before: { count: 3 }, after: { count: 3 } },
    ]);
    expect(comparison.artifacts[0]?.before).toEqual(comparison.artifacts[0]?.after);
    expect(history.endpoint.log.length).toBe(asked);
    expect((await client.runHistory.list({})).runs[0]).toMatchObject({ id: 3, reproduces: 1 });
    const { undo } = await client.flow.get();
    expect(undo).toBe('Restore the flow of run 1');
    await client.flow.undo();
    expect((await history.flow()).nodes.find(({ id }) => id === 'filter')?.params).toEqual({ minimum: 400 });
  });

  it('[HIST6] [RUN15] keeps to the edits of captions that the run began with', async () => {
    history = await testingHistory(1);
    const { client } = history;
    await history.run();
    const { tiles } = await client.image.list({});
    const [caption] = tiles[0]?.captions ?? [];
    if (caption === undefined) throw new Error('no caption');
    await client.image.editCaption({ id: caption.id, text: 'What a person wrote.' });
    await history.run();
    await history.ended(await client.runHistory.reproduce(run(1)));
    const digests = async (id: number) =>
      (await client.runHistory.report(run(id))).artifacts.map(({ digest }) => digest);
    expect(await digests(3)).toEqual(await digests(1));
    expect(await digests(2)).not.toEqual(await digests(1));
  });

  it('[HIST6] says beforehand which pictures are gone or changed', async () => {
    history = await testingHistory(3);
    await history.run();
    rmSync(join(history.folder, 'pictures', 'a.png'));
    writeFileSync(join(history.folder, 'pictures', 'b.png'), 'no picture any more');
    const { notices } = await history.client.runHistory.reproduction(run(1));
    expect(notices).toContainEqual({
      about: 'images',
      severity: 'warning',
      message: '2 pictures of that run are gone or changed on the disk.',
    });
  });

  it('[HIST6] says beforehand that a model is another one now', async () => {
    history = await testingHistory(1);
    await history.run();
    history.useModel('other-model');
    const { notices } = await history.client.runHistory.reproduction(run(1));
    expect(notices).toEqual([
      { about: 'models', severity: 'warning', message: expect.stringContaining('is another now (model)') },
    ]);
  });

  it('[HIST6] an unknown run says so', async () => {
    history = await testingHistory(0);
    const { runHistory } = history.client;
    for (const work of [
      runHistory.report(run(9)),
      runHistory.restoreFlow(run(9)),
      runHistory.reproduction(run(9)),
      runHistory.changedSamples(pair(9, 8)),
    ])
      await expect(work).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  });
});
