import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import { DeviceQueue } from './device-queue.ts';
import { readForecast, writeForecast } from './forecast-file.ts';
import { trainingFolderOf } from './job-folder.ts';
import { PYTHON, recordsOf, TestingTraining } from './testing-training.ts';

let training: TestingTraining;
beforeEach(() => {
  training = new TestingTraining();
});
afterEach(() => training.close());

function look(abort = new AbortController(), probe = true) {
  const records = async function* () {
    yield* recordsOf(training.orders);
  };
  return training.desk.preflight('trainer', training.request(), { records, probe, signal: abort.signal });
}

async function endOf(preflight: AsyncIterable<TrainingPreflight>) {
  const states: string[] = [];
  let last: TrainingPreflight | undefined;
  for await (const found of preflight) {
    if (found.state !== states.at(-1)) states.push(found.state);
    last = found;
  }
  return { states, last };
}

describe.skipIf(PYTHON === undefined)('[JOB13] a preflight', () => {
  it('tells memory, disk, records and pace, warns of what is short, and leaves nothing but a forecast', async () => {
    const { states, last } = await endOf(look());
    expect(states).toEqual(['writing', 'auditing', 'waiting', 'probing', 'done']);
    expect(last).toMatchObject({
      memory: { totalBytes: 6e9, deviceBytes: 4e9 },
      // The first picture is told by its content.
      audit: {
        records: 3,
        lossTokenShare: 0.5,
        samples: [{ images: [expect.stringMatching(/^[0-9a-f]{64}$/)] }],
      },
      problems: [{ severity: 'warning', param: 'deviceBatchSize' }],
      probe: { secondsPerStep: 2 },
      steps: 12,
      seconds: 24,
    });
    expect(readdirSync(trainingFolderOf(training.project))).toEqual(['forecasts']);
  });

  it('[SCREEN9] is compared with the job that comes after it, by an app that was started anew, too', async () => {
    await endOf(look());
    await training.train();
    training.desk.close();
    training.desk = training.newDesk();
    const [job] = await training.desk.list();
    const { forecast } = await training.desk.get(job?.key ?? '');
    expect(forecast).toEqual({
      at: expect.any(Number),
      memoryBytes: 6e9,
      seconds: 24,
      diskBytes: 1e3,
      steps: 12,
      samples: 3,
    });
  });

  it('[JOB6] tries its steps on a device that no job has, and gives up its place when it is closed', async () => {
    const queue = new DeviceQueue(path.join(training.folder, 'data', 'queue.sqlite'));
    const job = queue.enter('a job', 'cpu', 1);
    expect(queue.take(job, 1)).toEqual([0]);
    const abort = new AbortController();
    for await (const found of look(abort)) if (found.state === 'waiting') setImmediate(() => abort.abort());
    expect(queue.waiting('cpu')).toBe(0);

    const preflight = look();
    for await (const found of preflight) {
      if (found.state === 'waiting') queue.leave(job);
      if (found.state === 'done') expect(found.seconds).toBe(24);
    }
    expect(queue.take(queue.enter('the next job', 'cpu', 1), 1)).toEqual([0]);
    queue.close();
  });

  it('is whole where its forecast cannot be kept', async () => {
    const folder = trainingFolderOf(training.project);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'forecasts'), 'a file where a folder is wanted');
    expect((await endOf(look())).last).toMatchObject({ state: 'done', seconds: 24 });
  });

  it('without a probe tells no time', async () => {
    const { states, last } = await endOf(look(undefined, false));
    expect(states).toEqual(['writing', 'auditing', 'done']);
    expect(last?.seconds).toBeUndefined();
  });
});

it('[JOB13] a forecast is read back, a damaged one is none, and a name is never a way elsewhere', async () => {
  const found = { node: 'train', state: 'done', problems: [], seconds: 24 } as const;
  await writeForecast(training.folder, found, 7);
  expect(await readForecast(training.folder, 'train')).toMatchObject({ at: 7, seconds: 24 });
  writeFileSync(path.join(training.folder, 'forecasts', 'train.json'), '{"at": "soon"}');
  expect(await readForecast(training.folder, 'train')).toBeUndefined();
  writeFileSync(path.join(training.folder, 'outside.json'), '{"at": 1}');
  expect(await readForecast(training.folder, '../outside')).toBeUndefined();
});
