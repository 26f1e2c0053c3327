import { clsx } from 'clsx';
import type { FlowNode } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import type { TrainingJob, TrainingJobSummary } from '../../core/training/training-job.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatElapsed, formatTimeLeft } from '../format.ts';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { jobShare, jobStatus } from './job-status.ts';
import { useAllJobs } from './jobs-context.ts';
import { stateText } from './present-job.ts';
import { showNode } from './show-node.ts';
import { trainingStages } from './training-stages.ts';
import { openJob } from './training-view.ts';

const TEXTS = TRAINING_TEXTS.stages;

/** The flow's training nodes in the order in which data reaches them, each with its latest job. Stands only where there are several. */
export function StageStrip({ job }: { readonly job: TrainingJob }) {
  const flow = useFlow();
  const catalog = useCatalog();
  const jobs = useAllJobs();
  const stages = trainingStages(flow, catalog);
  if (stages.length < 2) return null;
  return (
    <nav aria-label={TEXTS.title} className="flex gap-1.5 overflow-x-auto p-0.5">
      {stages.map((node) => (
        <Stage
          key={node.id}
          node={node}
          catalog={catalog}
          // The job on the screen stands for its node, whatever came after it.
          job={node.id === job.node ? job : jobs.find((one) => one.node === node.id)}
          isShown={node.id === job.node}
        />
      ))}
    </nav>
  );
}

function Stage({
  node,
  catalog,
  job,
  isShown,
}: {
  readonly node: FlowNode;
  readonly catalog: NodeCatalog;
  readonly job: TrainingJobSummary | undefined;
  readonly isShown: boolean;
}) {
  const title = nodeTitle(node, catalog);
  const share = job && jobShare(job);
  return (
    <button
      type="button"
      aria-current={isShown ? 'step' : undefined}
      aria-label={TEXTS.open(title, job ? stateText(job) : TEXTS.notYet)}
      title={job ? undefined : TEXTS.notYetHint}
      onClick={() => (job ? openJob(job.key) : showNode(node.id))}
      className={clsx(
        'relative min-w-36 flex-1 overflow-hidden rounded-4 border bg-bg-2 px-2.5 pt-1.5 pb-2.5 text-left hover:bg-bg-4',
        isShown ? 'border-accent-line' : 'border-line',
      )}
    >
      <span className="flex items-center gap-1.5 font-medium text-12">
        <StatusIcon status={job ? jobStatus(job.state) : 'idle'} size={14} />
        <span className="truncate">{title}</span>
      </span>
      <span className="mono block truncate text-tx-3">{job ? stageNote(job) : TEXTS.notYet}</span>
      {share !== undefined && (
        <span
          aria-hidden
          className={clsx(
            'absolute bottom-0 left-0 h-[3px]',
            job?.state === 'done' ? 'bg-ok-fill' : 'bg-accent-line',
          )}
          style={{ width: `${share * 100}%` }}
        />
      )}
    </button>
  );
}

function stageNote(job: TrainingJobSummary): string {
  const { step, steps, state, etaSeconds, startedAt, changedAt } = job;
  if (state === 'done') return formatElapsed(changedAt - startedAt);
  if (steps === undefined) return stateText(job);
  const done = TEXTS.of(step, steps);
  return etaSeconds === undefined ? done : `${done} · ${formatTimeLeft(etaSeconds)}`;
}
