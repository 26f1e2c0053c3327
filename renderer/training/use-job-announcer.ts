import { useEffect, useRef } from 'react';
import type { TrainingJobSummary } from '../../core/training/training-job.ts';
import { announce } from '../app/announcer.ts';
import { formatPercent, formatSpokenTime } from '../format.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { jobShare } from './job-status.ts';

/** Readers are told how far a job is at most every ten seconds; what it came to, at once. */
const EVERY_MS = 10_000;

/** Tells readers how the job on the screen goes. */
export function useJobAnnouncer(job: TrainingJobSummary): void {
  const told = useRef({ at: Date.now(), state: job.state, share: jobShare(job) });
  useEffect(() => {
    const { said, states } = TRAINING_TEXTS;
    const share = jobShare(job);
    const now = Date.now();
    if (job.state !== told.current.state) {
      announce(said.state(job.title, states[job.state]));
    } else if (share !== undefined && share !== told.current.share && now - told.current.at >= EVERY_MS) {
      announce(
        said.progress(
          job.title,
          formatPercent(share),
          job.etaSeconds === undefined ? '' : formatSpokenTime(job.etaSeconds),
        ),
      );
    } else return;
    told.current = { at: now, state: job.state, share };
  }, [job]);
}
