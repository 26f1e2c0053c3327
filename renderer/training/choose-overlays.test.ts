import { expect, it } from 'vitest';
import { chosenOverlays, otherJobs } from './choose-overlays.ts';
import { jobLine } from './testing-jobs.ts';

const job = jobLine({ key: 'now' });
const failed = jobLine({ key: 'failed', state: 'failed' });
const done = jobLine({ key: 'done', state: 'done' });
const elsewhere = jobLine({ key: 'elsewhere', node: 'other', state: 'done' });
const waiting = jobLine({ key: 'waiting', state: 'queued', step: 0 });
const jobs = [elsewhere, job, waiting, failed, done];

it('[SCREEN5] a job stands before the last one of its node that came to its end', () => {
  expect(chosenOverlays(jobs, job, undefined)).toEqual([done]);
  expect(chosenOverlays([job, failed, elsewhere], job, undefined)).toEqual([failed]);
  expect(chosenOverlays([job, elsewhere], job, undefined)).toEqual([]);
});

it('[SCREEN5] those that were chosen stand behind it, none where none is wanted', () => {
  expect(chosenOverlays(jobs, job, ['elsewhere', 'gone'])).toEqual([elsewhere]);
  expect(chosenOverlays(jobs, job, [])).toEqual([]);
});

it('[SCREEN5] jobs with a curve are offered, those of the same node first', () => {
  expect(otherJobs(jobs, job)).toEqual([failed, done, elsewhere]);
});
