import type { JobKey } from '../../core/training/training-job.ts';
import { announce } from '../app/announcer.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';

const { said } = TRAINING_TEXTS;

/** Writes a checkpoint and lets the process end. */
export const pauseJob = (key: JobKey) => act(() => engine().training.jobs.pause({ key }), said.pausing);
export const saveCheckpoint = (key: JobKey) =>
  act(() => engine().training.jobs.saveCheckpoint({ key }), said.saving);
export const stopJob = (key: JobKey) => act(() => engine().training.jobs.stop({ key }), said.stopping);
export const goOnWithJob = (key: JobKey) => act(() => engine().training.jobs.goOn({ key }), said.goingOn);
export const removeJob = (key: JobKey) => act(() => engine().training.jobs.remove({ key }), said.removed);

export const setUpTrainer = () => act(() => engine().training.environment.setUp(), said.settingUp);
export const cancelSetUp = () => act(() => engine().training.environment.cancel(), said.cancelled);
export const removeTrainer = () => act(() => engine().training.environment.remove(), said.environmentRemoved);

/** False where it was refused, which is then said. What was done is told to readers: the screen shows it. */
async function act(call: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await call();
    announce(done);
    return true;
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
}
