import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from './process-identity.ts';
import { DATASET, KEY, PYTHON, recordsOf, TestingTraining } from './testing-training.ts';

let training: TestingTraining;
beforeEach(() => {
  training = new TestingTraining();
});
afterEach(() => training.close());

const jobFile = (name: string) => path.join(training.folder, 'test.files', 'training', KEY, name);
const lines = (name: string): unknown[] =>
  readFileSync(jobFile(name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe.skipIf(PYTHON === undefined)('a training job (needs any Python)', () => {
  it('[JOB1] trains, and its model becomes an artifact by its digest', async () => {
    const { artifact, summary } = await training.train();
    expect(summary).toBe('5 steps, loss 0.200');
    expect(artifact).toMatchObject({ kind: 'model', title: 'Student' });
    expect(artifact?.card()).toMatchObject({
      recipe: 'share-captioner',
      base: 'base',
      datasets: [{ title: 'Captions', digest: DATASET.digest, records: 3 }],
      steps: 5,
      onnx: false,
    });
    const folder = training.desk.modelOf({ ...DATASET, digest: artifact?.digest ?? '' }).folder;
    expect(existsSync(path.join(folder, 'model.safetensors'))).toBe(true);
    expect(await training.desk.get(KEY)).toMatchObject({
      state: 'done',
      step: 5,
      steps: 5,
      node: 'trainer',
      run: 1,
      datasets: [{ isHeldOut: false, title: 'Captions', digest: DATASET.digest, count: 3 }],
      model: artifact?.digest,
    });
    expect(lines('train.jsonl')[0]).toEqual({
      id: 'r0',
      images: [path.join('/pictures', '0.png')],
      conversations: [
        { from: 'human', value: '<image>\nDescribe it.' },
        { from: 'gpt', value: 'nothing special' },
      ],
    });
    expect((await training.desk.evaluations(KEY)).pinned).toMatchObject([
      { question: 'Describe it.', reference: 'nothing special' },
      { reference: 'A second caption.' },
    ]);
  });

  it('[JOB14] runs no program code that lies in a job’s folder', async () => {
    mkdirSync(path.dirname(jobFile('json.py')), { recursive: true });
    writeFileSync(jobFile('json.py'), "open('ran', 'w').close()\nraise SystemExit(1)\n");
    expect((await training.train()).summary).toBe('5 steps, loss 0.200');
    expect(existsSync(jobFile('ran'))).toBe(false);
  });

  it('[JOB8] what is done is not done again, by whatever app asks', async () => {
    const first = await training.train();
    training.desk = training.newDesk();
    const again = await training.train();
    expect(again.artifact?.digest).toBe(first.artifact?.digest);
    expect(lines('events.jsonl').filter((event) => (event as { kind: string }).kind === 'plan')).toHaveLength(
      1,
    );
  });

  it('[MODEL8] is written for the captioner afterwards without being trained again', async () => {
    const plain = await training.train();
    expect(plain.artifact?.card()).toMatchObject({ onnx: false });
    const again = await training.train({ exportOnnx: true });
    expect(again).toMatchObject({ summary: '5 steps, loss 0.200' });
    expect(again.isPartial).toBeUndefined();
    expect(again.artifact?.card()).toMatchObject({ onnx: true });
    expect(again.artifact?.digest).not.toBe(plain.artifact?.digest);
    expect(lines('events.jsonl').filter((event) => (event as { kind: string }).kind === 'plan')).toHaveLength(
      1,
    );
    expect(training.warnings).toEqual([expect.stringContaining('3 of 4 captions')]);
    // Who does not ask for it takes what is there.
    const third = await training.train();
    expect(third.artifact?.digest).toBe(again.artifact?.digest);
  });

  it('[MODEL8] that could not be written for the captioner is kept, and the next run tries again', async () => {
    mkdirSync(path.dirname(jobFile('no-export')), { recursive: true });
    writeFileSync(jobFile('no-export'), '');
    const failed = await training.train({ exportOnnx: true });
    expect(failed).toMatchObject({ isPartial: true });
    expect(failed.artifact?.card()).toMatchObject({ onnx: false });
    expect(training.warnings).toEqual(['The model was not written for the captioner: It went wrong.']);
    rmSync(jobFile('no-export'));
    expect((await training.train({ exportOnnx: true })).artifact?.card()).toMatchObject({ onnx: true });
  });

  it('[JOB7] outlives the app, which finds it again', async () => {
    training.orders = 'wait at 3';
    const waiting = expect(training.train()).rejects.toMatchObject({ code: 'CANCELLED' });
    await training.until(({ step }) => step === 3);
    training.desk.close();
    await waiting;
    const before = JSON.parse(readFileSync(jobFile('process.json'), 'utf8')).process;
    expect(isAlive(before)).toBe(true);

    training.desk = training.newDesk();
    const found = training.train();
    expect(await training.until(({ state }) => state === 'training')).toMatchObject({ step: 3 });
    expect(JSON.parse(readFileSync(jobFile('process.json'), 'utf8')).process).toEqual(before);
    await training.desk.pause(KEY);
    await expect(found).rejects.toMatchObject({ message: 'The training was stopped after step 3.' });
    expect(isAlive(before)).toBe(false);
  });

  it('[JOB4] a stopped run leaves a checkpoint, and the next one goes on from it', async () => {
    training.orders = 'wait at 2';
    const stopped = expect(training.train()).rejects.toThrow('stopped by hand');
    await training.until(({ step }) => step === 2);
    training.stopping.abort(new Error('stopped by hand'));
    await stopped;
    expect(await training.desk.get(KEY)).toMatchObject({ state: 'stopped', checkpoints: [{ step: 2 }] });

    training.stopping = new AbortController();
    await training.train();
    const { points } = await training.desk.curve(KEY, undefined, 100);
    expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(await training.desk.get(KEY)).toMatchObject({ state: 'done', plan: { resumed_from: 2 } });
  });

  it('[JOB4] a paused run frees the device, and goes on when it is resumed', async () => {
    training.orders = 'wait at 2';
    const model = training.train();
    await training.until(({ step }) => step === 2);
    training.isPaused = true;
    await training.until(({ state }) => state === 'stopped');
    training.isPaused = false;
    training.resumed.resolve();
    await expect(model).resolves.toMatchObject({ summary: '5 steps, loss 0.200' });
  });

  it('[JOB3] one that fails says what to do', async () => {
    training.orders = 'fail at 2';
    await expect(training.train()).rejects.toMatchObject({
      code: 'TRAINER_FAILED',
      message: 'The device is full.',
      details: { remedy: 'Take a smaller batch.' },
    });
    expect(await training.desk.get(KEY)).toMatchObject({
      state: 'failed',
      error: { code: 'TRAINER_FAILED' },
    });
  });

  it('[JOB3] one that went without a word has ended, shows its last lines, and goes on from its checkpoint', async () => {
    training.orders = 'crash at 3';
    await expect(training.train()).rejects.toMatchObject({ code: 'TRAINER_ENDED' });
    expect(await training.desk.get(KEY)).toMatchObject({
      state: 'ended',
      error: {
        remedy: 'Run again: it goes on from the checkpoint of step 2.',
        excerpt: 'Segmentation fault',
      },
    });
    expect(await training.desk.log(KEY, 10)).toEqual({ lines: ['Segmentation fault'], isCut: false });
    training.orders = 'nothing special';
    await training.train();
    const { points, generation } = await training.desk.curve(KEY, undefined, 100);
    expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(generation).toBe(1);
  });

  it('[JOB4] a checkpoint can be asked for without an end', async () => {
    training.orders = 'wait at 2';
    const model = training.train();
    await training.until(({ step }) => step === 2);
    await training.desk.saveCheckpoint(KEY);
    await training.until(({ checkpoints }) => checkpoints.length === 1);
    await expect(training.desk.remove(KEY)).rejects.toMatchObject({ code: 'USAGE' });
    const refused = expect(model).rejects.toMatchObject({ code: 'CANCELLED' });
    await training.desk.stop(KEY);
    await refused;
    await training.desk.remove(KEY);
    expect(await training.desk.list()).toEqual([]);
    await expect(training.desk.get(KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('[JOB6] one device takes one job: the next waits its turn, and can go on outside of a run', async () => {
    const OTHER = 'f'.repeat(32);
    training.orders = 'wait at 1';
    const first = training.train();
    await training.until(({ state }) => state === 'training');
    training.orders = 'nothing special';
    const second = training.train({ title: 'Other' }, OTHER);
    expect(await training.until(({ state }) => state === 'queued', OTHER)).toMatchObject({ queuePlace: 1 });
    const stopped = expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    await training.desk.pause(KEY);
    await stopped;
    await expect(second).resolves.toMatchObject({ artifact: { title: 'Other' } });

    await training.desk.goOn(KEY);
    await training.until(({ state }) => state === 'done');
    expect(await training.train()).toMatchObject({ summary: '5 steps, loss 0.200' });
  });

  it('a dataset without records, and one without edits, say what is needed', async () => {
    training.records = [];
    await expect(training.train()).rejects.toMatchObject({ code: 'TRAINING_DATA' });
    training.records = recordsOf('nothing special');
    await expect(training.train({ pairs: true })).rejects.toMatchObject({
      message: 'No record of the dataset is a person’s edit of a caption.',
    });
  });
});
