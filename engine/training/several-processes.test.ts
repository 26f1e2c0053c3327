import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { childrenOf } from './testing-processes.ts';
import { NEEDS_TRAINER, RealTraining, saveTinyModel, TRAINER_PYTHON } from './testing-real-trainer.ts';
import { KEY } from './testing-training.ts';

const MINUTE = 60_000;
const OTHER = 'f'.repeat(32);

const base = mkdtempSync(path.join(tmpdir(), 'ekphrasis-tiny-'));
let training: RealTraining;
beforeAll(async () => {
  if (TRAINER_PYTHON !== undefined) await saveTinyModel('llava', base);
}, 5 * MINUTE);
beforeEach(async () => {
  training = new RealTraining();
  await training.fill(8);
});
afterEach(() => training.close(), MINUTE);
afterAll(() => rmSync(base, { recursive: true, force: true }));

const batch = { global_batch_size: 4, device_batch_size: 2 };
const launcher = (): ProcessIdentity =>
  JSON.parse(readFileSync(path.join(training.folder, 'test.files', 'training', KEY, 'process.json'), 'utf8'))
    .process;

/** A job of two processes that is at work, with the processes that its launcher started. */
async function twoAtWork() {
  const model = training.train({
    ...training.quick(base, { ...batch, max_steps: 100_000, epochs: 1000 }),
    devices: 2,
  });
  const ended = model.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await training.until(({ step }) => step >= 2);
  const processes = [launcher(), ...childrenOf(launcher().pid)];
  expect(processes).toHaveLength(3);
  return { ended, processes };
}

/** Without sleeping by the clock for longer than is needed. */
async function allGone(processes: readonly ProcessIdentity[]): Promise<void> {
  await expect.poll(() => processes.filter(isAlive), { timeout: 2 * MINUTE, interval: 50 }).toEqual([]);
}

describe.skipIf(TRAINER_PYTHON === undefined)(`a job of several processes (${NEEDS_TRAINER})`, () => {
  it(
    '[JOB15] the app starts one process a device, which together learn what one learns',
    async () => {
      await training.train({ ...training.quick(base, { ...batch, max_steps: 2 }), devices: 2 });
      expect(await training.desk.get(KEY)).toMatchObject({
        state: 'done',
        plan: { world_size: 2, device_batch_size: 2, accumulation: 1 },
      });
      const alone = { ...training.quick(base, { ...batch, max_steps: 2 }), title: 'Alone' };
      await training.train(alone, OTHER);
      expect((await training.desk.get(OTHER)).plan).toMatchObject({ world_size: 1, accumulation: 2 });
      const [two, one] = await Promise.all(
        [KEY, OTHER].map(async (key) => (await training.desk.curve(key, undefined, 100)).points),
      );
      expect(two?.map(({ step }) => step)).toEqual([1, 2]);
      for (const [index, { loss, gradNorm }] of (one ?? []).entries()) {
        // Equal but for the order in which numbers are added.
        expect(two?.[index]?.loss).toBeCloseTo(loss, 3);
        expect(two?.[index]?.gradNorm).toBeCloseTo(gradNorm, 2);
      }
    },
    5 * MINUTE,
  );

  it(
    '[JOB15] pausing reaches all of them: one checkpoint, and it goes on as one process',
    async () => {
      const { ended, processes } = await twoAtWork();
      await training.desk.pause(KEY);
      await expect(ended).resolves.toMatchObject({ code: 'CANCELLED' });
      await allGone(processes);
      const { state, checkpoints } = await training.desk.get(KEY);
      expect({ state, count: checkpoints.length }).toEqual({ state: 'stopped', count: 1 });
      const [from] = checkpoints.map(({ step }) => step);
      await training.train(training.quick(base, { ...batch, max_steps: (from ?? 0) + 1, epochs: 1000 }));
      expect(await training.desk.get(KEY)).toMatchObject({
        state: 'done',
        plan: { world_size: 1, resumed_from: from },
      });
    },
    5 * MINUTE,
  );

  it(
    '[JOB15] stopping at once leaves none of them',
    async () => {
      const { ended, processes } = await twoAtWork();
      await training.desk.stop(KEY);
      await ended;
      await allGone(processes);
    },
    5 * MINUTE,
  );

  it.skipIf(process.platform !== 'linux')(
    '[JOB15] a launcher that is killed takes its processes along, so that none trains on unseen (Linux)',
    async () => {
      const { ended, processes } = await twoAtWork();
      process.kill(launcher().pid, 'SIGKILL');
      await expect(ended).resolves.toMatchObject({ code: 'TRAINER_ENDED' });
      await allGone(processes);
    },
    5 * MINUTE,
  );
});
