import { Server } from 'lucide-react';
import { useState } from 'react';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { goTo } from '../app/screen.ts';
import { Button } from '../parts/Button.tsx';
import { SERVING_TEXTS as TEXTS } from '../texts/serving.ts';
import { serveModel } from './serve-actions.ts';

/** Serves the model that a job has made, and shows it among those that are served; not there before there is a model. */
export function ServeModelButton({ job: { model, title } }: { readonly job: TrainingJob }) {
  const [isServing, setServing] = useState(false);
  if (model === undefined) return null;
  const serve = async () => {
    setServing(true);
    const isServed = await serveModel({ digest: model }, title);
    setServing(false);
    if (isServed) goTo('models');
  };
  return (
    <Button
      size="small"
      icon={Server}
      className="mt-2 ml-2"
      title={TEXTS.serveHint}
      disabled={isServing}
      onClick={() => void serve()}
    >
      {isServing ? TEXTS.preparing : TEXTS.serve}
    </Button>
  );
}
