import { expect, it } from 'vitest';
import { TRAIN_STATES } from '../../core/training/train-event.ts';
import { firstJob, jobAbilities, jobShare, jobStatus } from './job-status.ts';
import { jobLine } from './testing-jobs.ts';

it('[SCREEN6] a job can be paused while it takes steps, and goes on from where it ended in whatever way', () => {
  expect(jobAbilities(jobLine())).toEqual({
    pause: true,
    saveCheckpoint: true,
    stop: true,
    goOn: false,
    remove: false,
  });
  expect(jobAbilities(jobLine({ isStopping: true }))).toMatchObject({
    pause: false,
    saveCheckpoint: false,
    stop: true,
  });
  for (const state of ['queued', 'preparing', 'exporting'] as const)
    expect(jobAbilities(jobLine({ state }))).toMatchObject({
      pause: false,
      stop: true,
      goOn: false,
      remove: false,
    });
  for (const state of ['stopped', 'failed', 'ended'] as const)
    expect(jobAbilities(jobLine({ state }))).toMatchObject({ stop: false, goOn: true, remove: true });
  expect(jobAbilities(jobLine({ state: 'done' }))).toMatchObject({ goOn: false, remove: true });
});

it('[SCREEN6] the screen opens with the job at work, else the one that waits, else the latest', () => {
  const [done, queued, training] = [jobLine({ state: 'done' }), jobLine({ state: 'queued' }), jobLine()];
  expect(firstJob([done, queued, training])).toBe(training);
  expect(firstJob([done, queued])).toBe(queued);
  expect(firstJob([done])).toBe(done);
  expect(firstJob([])).toBeUndefined();
});

it('[SCREEN6] how far a job is is not told before its steps are known', () => {
  expect(jobShare(jobLine({ step: 25 }))).toBe(0.25);
  const { steps: _, ...unknown } = jobLine();
  expect(jobShare(unknown)).toBeUndefined();
  expect(jobShare(jobLine({ steps: 0 }))).toBeUndefined();
  expect(jobShare(jobLine({ state: 'done', step: 90 }))).toBe(1);
});

it('every state of the trainer has an icon', () => {
  for (const state of [...TRAIN_STATES, 'queued', 'ended'] as const) expect(jobStatus(state)).toBeDefined();
});
