import type { TrainingJobSummary } from '../../core/training/training-job.ts';

/** A job on one line: `Step 120 of 1,000 · loss 1.234 · 5 min left`. */
export function describeProgress(
  { state, isStopping, step, steps, loss, heldOutLoss, etaSeconds, queuePlace }: TrainingJobSummary,
  detail: string | undefined,
): string {
  if (state === 'queued')
    return queuePlace ? `Waits for its device behind ${counted(queuePlace, 'job')}` : 'Waits for its device';
  if (state === 'preparing') return detail ?? 'Starts';
  const parts = [
    steps === undefined ? `Step ${count(step)}` : `Step ${count(step)} of ${count(steps)}`,
    loss === undefined ? undefined : `loss ${loss.toPrecision(3)}`,
    heldOutLoss === undefined ? undefined : `held out ${heldOutLoss.toPrecision(3)}`,
    isStopping ? 'writes a checkpoint' : doing(state),
    etaSeconds === undefined || isStopping ? undefined : `${duration(etaSeconds)} left`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function doing(state: TrainingJobSummary['state']): string | undefined {
  if (state === 'evaluating') return 'evaluates';
  if (state === 'saving') return 'writes a checkpoint';
  if (state === 'exporting') return 'writes the model';
  return undefined;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function counted(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${count(number)} ${what}s`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
