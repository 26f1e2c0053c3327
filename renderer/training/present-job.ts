import type { TrainingJob, TrainingJobSummary } from '../../core/training/training-job.ts';
import { formatWhen } from '../format.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';

const { header } = TRAINING_TEXTS;

/** The state in words, with what is being done where the trainer says so. */
export function stateText({ state, isStopping, queuePlace }: TrainingJobSummary): string {
  if (isStopping) return TRAINING_TEXTS.stopping;
  if (state === 'queued' && queuePlace !== undefined)
    return `${TRAINING_TEXTS.states.queued}, ${header.queuePlace(queuePlace)}`;
  return TRAINING_TEXTS.states[state];
}

/** What stands under a job's title: who asked for it, how and where it runs. */
export function jobFacts(job: TrainingJob): readonly string[] {
  const { plan } = job;
  return [
    job.run === undefined ? header.byHand : header.run(job.run),
    TRAINING_TEXTS.recipes[job.recipe],
    ...(plan
      ? [
          header.devices(plan.world_size, plan.device),
          plan.precision,
          header.trained(formatParameters(plan.trained_parameters), formatParameters(plan.parameters)),
        ]
      : job.device === undefined
        ? []
        : [job.device]),
    header.started(formatWhen(job.startedAt)),
    ...(job.detail === undefined || job.state === 'training' ? [] : [job.detail]),
  ];
}

/** 7,062,000,000 → `7.1B`, 431,080,448 → `431M`, 52,000 → `52K`. */
export function formatParameters(count: number): string {
  const [size, unit] =
    count >= 1e9 ? [1e9, 'B'] : count >= 1e6 ? [1e6, 'M'] : count >= 1e3 ? [1e3, 'K'] : [1, ''];
  const value = count / size;
  return `${value < 10 && size > 1 ? value.toFixed(1) : Math.round(value)}${unit}`;
}
