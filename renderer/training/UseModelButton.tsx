import { LogIn } from 'lucide-react';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { goTo, selectNodes } from '../app/screen.ts';
import { editFlow, useCatalog, useFlow } from '../flow/flow-store.ts';
import { Button } from '../parts/Button.tsx';
import { toast } from '../parts/Toast.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { takeModelEdits } from './take-model.ts';

const TEXTS = TRAINING_TEXTS.checkpoints;

/** Puts a captioner into the flow that takes this job's model from its node; not there while no node type can. */
export function UseModelButton({ job }: { readonly job: TrainingJob }) {
  const flow = useFlow();
  const catalog = useCatalog();
  const readOnly = useProject((state) => state.project?.readOnly ?? true);
  const found = takeModelEdits(flow, catalog, job.node);
  if (!found || readOnly) return null;
  return (
    <Button
      size="small"
      icon={LogIn}
      className="mt-2"
      title={TEXTS.useHint}
      onClick={() => {
        editFlow(found.edits, TEXTS.use);
        selectNodes([found.added.id]);
        goTo('flow');
        toast(TEXTS.used(found.title));
      }}
    >
      {TEXTS.use}
    </Button>
  );
}
