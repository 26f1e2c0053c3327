import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../core/artifact.ts';
import type { SweepMember, SweepRequest, SweptValue } from '../../../core/training/sweep.ts';
import { DATASET, PYTHON, recordsOf, TestingTraining } from '../testing-training.ts';

const KEY = 'a'.repeat(32);
let training: TestingTraining;
beforeEach(() => {
  training = new TestingTraining();
});
afterEach(() => training.close());

const studies = () => path.join(training.folder, 'test.files', 'studies');
/** A dataset whose first caption tells the pretended trainer what to do. */
const ordering = (orders: string): Artifact => ({
  ...DATASET,
  title: orders,
  digest: createHash('sha256').update(orders).digest('hex'),
});

function member(orders: string, settings: Record<string, SweptValue>, stages = 1): SweepMember {
  const request = training.request({ train: [ordering(orders)], title: orders });
  const seed = Number(settings.seed ?? 1);
  const first = { ...request, settings: { ...request.settings, seed } };
  const second = { ...first, recipe: 'sft' as const, train: [ordering('then')] };
  return { settings, stages: [first, second].slice(0, stages) };
}

function sweep(...members: SweepMember[]): SweepRequest {
  return { title: 'Seeds', members, measured: [DATASET], most: 2 };
}

/** `orders` tells what a dataset orders; by default what its title says. */
function start(request: SweepRequest, orders = (title: string) => title) {
  return training.studies.sweep(KEY, request, {
    ...training.run(),
    gate: async () => undefined,
    async *records({ title }) {
      yield* recordsOf(orders(title));
    },
  });
}

const table = async () => (await training.studies.sweeps())[0];
/** How often the models of these jobs were measured. */
const timesMeasured = (job: string) =>
  readFileSync(path.join(training.folder, 'test.files', 'training', job, 'asked.txt'), 'utf8').split('\n')
    .length - 1;

describe.skipIf(PYTHON === undefined)('a sweep (needs any Python)', () => {
  it('[SWEEP4] a run that fails has its reason in the table and loses none of the others; only it is tried again', async () => {
    const request = sweep(
      member('nothing', { captions: 'first' }),
      member('crash at 3', { captions: 'second' }),
      member('nothing', { captions: 'first', seed: 2 }),
    );
    const { summary, isPartial, artifact } = await start(request);
    expect({ summary, isPartial }).toEqual({ summary: '2 of 3 runs; 1 failed', isPartial: true });
    expect(artifact).toMatchObject({ kind: 'evaluation', title: 'Seeds' });
    const failed = await table();
    expect(failed).toMatchObject({
      key: KEY,
      node: 'trainer',
      run: 1,
      isLive: false,
      names: ['captions', 'seed'],
      rows: [
        { state: 'done', loss: 0.2, agreement: 0.5, seconds: expect.any(Number) },
        { state: 'failed', error: { code: 'TRAINER_ENDED' } },
        { state: 'done', settings: { captions: 'first', seed: 2 } },
      ],
    });
    const again = await start(request, () => 'nothing');
    expect(again).toMatchObject({ summary: '3 runs', isPartial: false });
    expect((await table())?.rows.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(timesMeasured(failed?.rows[0]?.jobs[0] ?? '')).toBe(1);
  });

  it('[SWEEP5] runs that begin alike share their first job, and the training after it goes on from its model', async () => {
    const both = sweep(member('nothing', { 'after.seed': 1 }, 2), member('nothing', { 'after.seed': 1 }, 1));
    await start(both);
    const rows = (await table())?.rows ?? [];
    expect(rows.map(({ jobs }) => jobs.length)).toEqual([2, 1]);
    expect(rows[0]?.jobs[0]).toBe(rows[1]?.jobs[0]);
    const [first, second] = await Promise.all((rows[0]?.jobs ?? []).map((key) => training.desk.get(key)));
    expect(second?.spec.model).toBe(training.desk.modelOf({ ...DATASET, digest: first?.model ?? '' }).folder);
    expect(second?.recipe).toBe('sft');
  });

  it('[SWEEP6] a stop ends it with what was done kept, and the next run goes on from there', async () => {
    const request = sweep(member('nothing', { seed: 1 }), member('wait at 3', { seed: 2 }));
    const stopped = expect(start(request)).rejects.toThrow();
    for await (const sweeps of training.studies.watchSweeps(undefined)) {
      const waiting = sweeps[0]?.rows[1];
      if (waiting?.state !== 'training') continue;
      await training.until(({ step }) => step === 3, waiting.jobs[0]);
      training.stopping.abort(new Error('stopped'));
      break;
    }
    await stopped;
    expect((await table())?.rows.map(({ state }) => state)).toEqual(['done', 'waiting']);
    training.stopping = new AbortController();
    // As an app that was started anew.
    training.desk = training.newDesk();
    training.studies = training.newStudies();
    expect((await start(request)).summary).toBe('2 runs');
    const rows = (await table())?.rows ?? [];
    expect(timesMeasured(rows[0]?.jobs[0] ?? '')).toBe(1);
    expect((await training.desk.get(rows[1]?.jobs[0] ?? '')).plan?.resumed_from).toBe(3);
  });

  it('[SWEEP4] where no run comes to an end there is no table to go on with, but its reason', async () => {
    const request = sweep(member('fail at 1', { seed: 1 }), member('fail at 1', { seed: 2 }));
    await expect(start(request)).rejects.toThrow(
      'None of the 2 runs came to an end. The first: The device is full.',
    );
  });

  it('[SWEEP7] a table that is not ours is none', async () => {
    for (const [key, text] of Object.entries({ b: '{', c: '{"version":1}', d: '[]' })) {
      const folder = path.join(studies(), `sweep-${key.repeat(32)}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'sweep.json'), text);
    }
    expect(await training.studies.sweeps()).toEqual([]);
  });
});

describe.skipIf(PYTHON === undefined)('scenes (needs any Python)', () => {
  const series = { count: 2, seed: 7, side: 48, teacher: { mistakes: 0.25, spoiled: 0, seed: 1 } };
  const signal = new AbortController().signal;

  it('[STUDY1] are drawn once for all teachers, and told once by each', async () => {
    const first = await training.studies.scenes(series, signal);
    expect(await training.studies.scenes(series, signal)).toEqual(first);
    const other = await training.studies.scenes(
      { ...series, teacher: { ...series.teacher, mistakes: 0 } },
      signal,
    );
    expect(other.folder).toBe(first.folder);
    expect(other.file).not.toBe(first.file);
    expect(readFileSync(path.join(first.folder, 'asked.txt'), 'utf8')).toBe('draw\ntell\ntell\n');
    expect(readFileSync(first.file, 'utf8')).toContain('wrong by 0.25');
  });

  it('[STUDY2] captions are scored by what is in the scene; without any there is nothing to score', async () => {
    async function* captions(...ids: string[]) {
      for (const id of ids) yield { id, scene: {}, truth: 'A red circle.', caption: 'A circle.' };
    }
    expect(await training.studies.score(captions('1', '2'), signal)).toEqual({
      count: { share: 0.5, of: 2 },
    });
    await expect(training.studies.score(captions(), signal)).rejects.toMatchObject({ code: 'TRAINING_DATA' });
  });

  it('[STUDY3] a new model is on the shelf; sizes that do not fit are told', async () => {
    const sizes = { side: 48, patch: 8, visionWidth: 64, visionBlocks: 1, textWidth: 64, textBlocks: 1 };
    const request = { ...sizes, title: 'New', texts: [DATASET], vocabulary: 300, context: 64, seed: 1 };
    const { artifact } = await training.studies.newModel(request, training.run());
    const { folder } = training.desk.modelOf({ ...DATASET, digest: artifact?.digest ?? '' });
    expect(JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'))).toEqual({ texts: 3 });
    const odd = training.studies.newModel({ ...request, patch: 7 }, training.run());
    await expect(odd).rejects.toMatchObject({ code: 'TRAINER_FAILED', message: 'It does not fit.' });
    expect(existsSync(path.join(studies(), 'model'))).toBe(false);
  });
});
