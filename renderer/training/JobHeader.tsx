import {
  ArrowLeft,
  Copy,
  Ellipsis,
  FolderOpen,
  List,
  Pause,
  Play,
  Save,
  Square,
  Trash2,
  Workflow,
} from 'lucide-react';
import { useState } from 'react';
import { isLiveJob, type TrainingJob } from '../../core/training/training-job.ts';
import { useFlowNode } from '../flow/flow-store.ts';
import { formatTimeLeft, formatWhen } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Chip, type Tone } from '../parts/Chip.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { toast } from '../parts/Toast.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { TEXTS } from '../texts.ts';
import { goOnWithJob, pauseJob, removeJob, saveCheckpoint, stopJob } from './job-actions.ts';
import { jobAbilities, jobStatus } from './job-status.ts';
import { jobFacts, stateText } from './present-job.ts';
import { showNode } from './show-node.ts';
import { showJobs } from './training-view.ts';

const HEAD = TRAINING_TEXTS.header;

/** What a job is, how it stands, and what can be done with it. */
export function JobHeader({ job }: { readonly job: TrainingJob }) {
  const [asking, setAsking] = useState<'stop' | 'remove'>();
  const can = jobAbilities(job);
  const left = job.etaSeconds;
  return (
    <header className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <IconButton icon={ArrowLeft} label={TRAINING_TEXTS.allJobs} onClick={showJobs} />
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex min-w-0 items-center gap-2">
          <h1 className="truncate font-semibold text-20" title={job.title}>
            {job.title}
          </h1>
          <StateChip job={job} />
        </div>
        <p className="mono mt-0.5 break-words text-tx-3" title={new Date(job.startedAt).toISOString()}>
          {jobFacts(job).join(' · ')}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {left !== undefined && (
          <p className="pr-1 text-right">
            <span className="mono block text-13 text-tx-1">{HEAD.left(formatTimeLeft(left))}</span>
            <span className="text-11 text-tx-3">{HEAD.doneAbout(formatWhen(Date.now() + left * 1000))}</span>
          </p>
        )}
        {can.goOn && (
          <Button kind="main" icon={Play} onClick={() => void goOnWithJob(job.key)}>
            {HEAD.goOn}
          </Button>
        )}
        {can.pause && (
          <Button icon={Pause} title={HEAD.pauseHint} onClick={() => void pauseJob(job.key)}>
            {HEAD.pause}
          </Button>
        )}
        {can.saveCheckpoint && (
          <Button icon={Save} onClick={() => void saveCheckpoint(job.key)}>
            {HEAD.save}
          </Button>
        )}
        {can.stop &&
          (job.state === 'queued' ? (
            <Button onClick={() => void stopJob(job.key)}>{HEAD.leaveQueue}</Button>
          ) : (
            <IconButton
              icon={Square}
              label={HEAD.stop}
              bordered
              className="text-err"
              onClick={() => setAsking('stop')}
            />
          ))}
        <MoreMenu job={job} onRemove={can.remove ? () => setAsking('remove') : undefined} />
      </div>
      {asking === 'stop' && <StopDialog job={job} onClose={() => setAsking(undefined)} />}
      {asking === 'remove' && <RemoveDialog job={job} onClose={() => setAsking(undefined)} />}
    </header>
  );
}

function StateChip({ job }: { readonly job: TrainingJob }) {
  const status = jobStatus(job.state);
  const tone: Tone =
    status === 'running' ? 'accent' : status === 'done' ? 'ok' : status === 'error' ? 'err' : 'plain';
  return (
    <span className="flex shrink-0 items-center" data-testid="job-state" data-state={job.state}>
      <Chip tone={tone}>
        <span className="flex items-center gap-1">
          <StatusIcon status={status} size={12} />
          {stateText(job)}
        </span>
      </Chip>
    </span>
  );
}

function MoreMenu({
  job,
  onRemove,
}: {
  readonly job: TrainingJob;
  readonly onRemove: (() => void) | undefined;
}) {
  const node = useFlowNode(job.node);
  const { here, severalMachines, zeroConfig } = job.commands;
  const reveal = native().revealInFolder;
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Ellipsis} label={HEAD.more} bordered />}
      groups={[
        [
          ...(node
            ? [{ label: TRAINING_TEXTS.showNode, icon: Workflow, onChoose: () => showNode(job.node) }]
            : []),
          { label: TRAINING_TEXTS.allJobs, icon: List, onChoose: showJobs },
        ],
        [
          { label: HEAD.copyCommand, icon: Copy, onChoose: () => void copyText(here) },
          { label: HEAD.copySeveral, icon: Copy, onChoose: () => void copyText(severalMachines) },
          ...(zeroConfig === undefined
            ? []
            : [{ label: HEAD.copyZero, icon: Copy, onChoose: () => void copyText(zeroConfig) }]),
          { label: HEAD.copyFolder, icon: Copy, onChoose: () => void copyText(job.folder) },
          ...(reveal
            ? [{ label: TEXTS.topBar.reveal, icon: FolderOpen, onChoose: () => reveal(job.folder) }]
            : []),
        ],
        onRemove ? [{ label: HEAD.remove, icon: Trash2, danger: true, onChoose: onRemove }] : [],
      ]}
    />
  );
}

/** What the last checkpoint does not hold is lost: asked first, because it cannot be undone. */
function StopDialog({ job, onClose }: { readonly job: TrainingJob; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={HEAD.stopTitle}
      description={HEAD.stopText(job.checkpoints.at(-1)?.step)}
      footer={
        <>
          <Button onClick={onClose}>{TEXTS.cancel}</Button>
          {isLiveJob(job.state) && (
            <Button
              kind="danger"
              onClick={() => {
                onClose();
                void stopJob(job.key);
              }}
            >
              {HEAD.stopNow}
            </Button>
          )}
        </>
      }
    />
  );
}

function RemoveDialog({ job, onClose }: { readonly job: TrainingJob; readonly onClose: () => void }) {
  const bytes = job.checkpoints.reduce((sum, one) => sum + one.bytes, 0);
  return (
    <Dialog
      open
      onClose={onClose}
      title={HEAD.removeTitle}
      description={HEAD.removeText(bytes)}
      footer={
        <>
          <Button onClick={onClose}>{TEXTS.cancel}</Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              void removeJob(job.key).then((removed) => removed && showJobs());
            }}
          >
            {HEAD.removeNow}
          </Button>
        </>
      }
    />
  );
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  toast(HEAD.copied);
}
