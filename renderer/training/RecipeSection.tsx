import { useState } from 'react';
import type { Json, JsonObject } from '../../core/json.ts';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { formatCount } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { chosenOverlays } from './choose-overlays.ts';
import { specDifferences, specValues } from './compare-specs.ts';
import { useJob } from './follow-jobs.ts';
import { jobName } from './job-name.ts';
import { useAllJobs } from './jobs-context.ts';
import { specText } from './spec-text.ts';
import { TitledSection } from './TitledSection.tsx';
import { compareJobs, useTrainingView } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.recipe;

/** Settings that tell most about a job, in the order in which people ask for them. */
const MAIN = [
  'recipe',
  'model',
  'data.train',
  'tuned.vision_unfrozen_from',
  'lora.r',
  'optimizer.learning_rate',
  'optimizer.global_batch_size',
  'optimizer.epochs',
  'optimizer.max_length',
  'hardware.precision',
  'hardware.zero_stage',
  'template',
  'seed',
];

/** How the job trains; what differs from the job behind it is marked. */
export function RecipeSection({ job }: { readonly job: TrainingJob }) {
  const jobs = useAllJobs();
  const { overlays } = useTrainingView();
  const [other] = chosenOverlays(jobs, job, overlays);
  const [isOpen, setOpen] = useState(false);
  const values = new Map(
    specValues(job.spec as unknown as JsonObject).map(({ name, value }) => [name, value]),
  );
  const shown = MAIN.filter((name) => values.get(name) !== undefined);
  return (
    <TitledSection title={TEXTS.title} end={other && <Differences job={job} other={other} />}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {shown.map((name) => (
          <div key={name} className="contents">
            <dt className="mono text-tx-2">{name.slice(name.lastIndexOf('.') + 1)}</dt>
            <Value job={job} name={name} value={values.get(name)} />
          </div>
        ))}
      </dl>
      <Button size="small" kind="quiet" className="mt-2 -ml-2" onClick={() => setOpen(true)}>
        {TEXTS.showAll}
      </Button>
      {isOpen && (
        <Dialog open onClose={() => setOpen(false)} title={TEXTS.all} width={640}>
          <table className="w-full text-12">
            <tbody>
              {[...values].map(([name, value]) => (
                <tr key={name} className="border-line border-b align-top">
                  <th scope="row" className="mono py-1 pr-4 text-left font-normal text-tx-2">
                    {name}
                  </th>
                  <td className="mono break-all py-1 text-right">
                    {value === null ? TEXTS.none : String(value)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Dialog>
      )}
    </TitledSection>
  );
}

function Value({
  job,
  name,
  value,
}: {
  readonly job: TrainingJob;
  readonly name: string;
  readonly value: Json | undefined;
}) {
  const isData = name === 'data.train' && job.datasets.length > 0;
  const text =
    name === 'optimizer.global_batch_size'
      ? batchText(job)
      : isData
        ? job.datasets.map(({ title }) => title).join(', ')
        : specText(name, value);
  const more = isData ? job.datasets.map((dataset) => TEXTS.dataset(dataset)).join('\n') : String(value);
  return (
    <dd className="mono min-w-0 truncate text-right" title={more}>
      {text}
    </dd>
  );
}

function Differences({
  job,
  other,
}: {
  readonly job: TrainingJob;
  readonly other: Parameters<typeof jobName>[0] & { readonly key: string };
}) {
  const theirs = useJob(other.key).value;
  if (!theirs) return null;
  const count = specDifferences(
    job.spec as unknown as JsonObject,
    theirs.spec as unknown as JsonObject,
  ).length;
  return (
    <button
      type="button"
      className="max-w-44 truncate rounded-4 text-12 text-accent-tx hover:underline"
      title={jobName(other)}
      onClick={() => compareJobs([job.key, other.key])}
    >
      {count === 0 ? TEXTS.same(shortName(other)) : TEXTS.differs(count, shortName(other))}
    </button>
  );
}

function shortName({ run, title }: Parameters<typeof jobName>[0]): string {
  return run === undefined ? title : `#${run}`;
}

/** The samples of one step, and what they are made of. */
function batchText({ spec, plan }: TrainingJob): string {
  const all = spec.optimizer.global_batch_size;
  if (!plan) return formatCount(all);
  const { world_size, device_batch_size, accumulation } = plan;
  return TEXTS.globalBatch(all, [world_size, device_batch_size, accumulation].map(formatCount).join(' × '));
}
