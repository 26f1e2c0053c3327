import { Award, Copy } from 'lucide-react';
import { isLiveJob, type JobEvaluations, type TrainingJob } from '../../core/training/training-job.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { toast } from '../parts/Toast.tsx';
import { ServeModelButton } from '../serving/ServeModelButton.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { ForecastSection } from './ForecastSection.tsx';
import { formatLoss } from './format-training.ts';
import type { KnownCurve } from './known-curve.ts';
import { LogSection } from './LogSection.tsx';
import { RecipeSection } from './RecipeSection.tsx';
import { TitledSection } from './TitledSection.tsx';
import { UseModelButton } from './UseModelButton.tsx';

const TEXTS = TRAINING_TEXTS.checkpoints;

/** What stands beside a job's curves: forecast, checkpoints, recipe, log. */
export function JobSide({
  job,
  curve,
  evaluations,
}: {
  readonly job: TrainingJob;
  readonly curve: KnownCurve;
  readonly evaluations: JobEvaluations | undefined;
}) {
  return (
    <>
      <ForecastSection job={job} curve={curve} />
      <Checkpoints job={job} evaluations={evaluations} />
      <RecipeSection job={job} />
      <LogSection job={job} />
    </>
  );
}

function Checkpoints({
  job,
  evaluations,
}: {
  readonly job: TrainingJob;
  readonly evaluations: JobEvaluations | undefined;
}) {
  const total = job.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0);
  const lossAt = (step: number) => evaluations?.evaluations.find((one) => one.step === step)?.heldOutLoss;
  return (
    <TitledSection
      title={TEXTS.title}
      end={total > 0 && <span className="mono text-tx-3">{formatBytes(total)}</span>}
    >
      {job.checkpoints.length === 0 && <p className="text-12 text-tx-3">{TEXTS.none}</p>}
      <ol>
        {[...job.checkpoints].reverse().map(({ step, bytes, isBest, path }) => {
          const loss = lossAt(step);
          return (
            <li
              key={step}
              className="flex h-7 items-center gap-2 border-line border-b last:border-b-0"
              data-testid="checkpoint"
            >
              <span className="mono text-tx-1">{formatCount(step)}</span>
              {loss !== undefined && (
                <span className="mono text-tx-3" title={TEXTS.heldOut(formatLoss(loss))}>
                  {formatLoss(loss)}
                </span>
              )}
              <span className="ml-auto flex items-center gap-2">
                {isBest && (
                  <span title={TEXTS.bestHint}>
                    <Chip tone="ok" icon={Award}>
                      {TEXTS.best}
                    </Chip>
                  </span>
                )}
                <span className="mono text-tx-3">{formatBytes(bytes)}</span>
                <IconButton
                  icon={Copy}
                  size={24}
                  iconSize={14}
                  label={TEXTS.copyPath(step)}
                  onClick={() =>
                    void navigator.clipboard.writeText(path).then(() => toast(TRAINING_TEXTS.header.copied))
                  }
                />
              </span>
            </li>
          );
        })}
      </ol>
      <p className="mt-1.5 text-11 text-tx-3">{policyOf(job).join(' ')}</p>
      <UseModelButton job={job} />
      <ServeModelButton job={job} />
    </TitledSection>
  );
}

function policyOf({ spec, step, steps, state }: TrainingJob): readonly string[] {
  const { every_steps, every_minutes, keep_last } = spec.checkpoints;
  const next = every_steps === undefined ? undefined : (Math.floor(step / every_steps) + 1) * every_steps;
  return [
    ...(next !== undefined && isLiveJob(state) && next < (steps ?? Number.POSITIVE_INFINITY)
      ? [TEXTS.next(next)]
      : []),
    ...(every_minutes !== undefined && isLiveJob(state) ? [TEXTS.every(every_minutes)] : []),
    TEXTS.kept(keep_last),
  ];
}
