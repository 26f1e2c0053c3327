import type { TrainedModelRef } from '../../core/captioner.ts';
import type { NodeTypeOf } from '../../core/define-node.ts';
import { type CodedError, toCodedError, UnexpectedError } from '../../core/errors.ts';
import type { OpenCaptioner } from '../captioners/captioner-service.ts';
import type { Stage } from './stage.ts';

/** Opens the node's captioner; what keeps it from opening would hit every sample, and pauses the run [RUN6]. */
export async function openCaptioner(
  stage: Stage,
  type: NodeTypeOf<'batch'>,
  models: readonly TrainedModelRef[] = [],
): Promise<OpenCaptioner> {
  const { dependencies, control, start } = stage.scope;
  const ref = type.captioner(stage.planned.params, models);
  if (!ref) throw new UnexpectedError('UNEXPECTED', 'A run was started without a captioner.');
  const budget = stage.scope.budget.of(stage.id);
  for (;;) {
    await control.gate();
    try {
      const { batches: desk, images, captioners } = dependencies;
      const batches = desk && !stage.scope.direct ? { desk, node: stage.id, run: start.id } : undefined;
      const opening = captioners.open(ref, budget, images, control.signal, batches);
      return await openedUnlessStopped(opening, control.signal);
    } catch (thrown) {
      control.signal.throwIfAborted();
      pauseRun(stage, toCodedError(thrown));
    }
  }
}

/** Pauses the run with the reason on the node that met it. */
export function pauseRun(stage: Stage, error: CodedError): void {
  stage.meter.setState('error', error);
  stage.scope.control.pause(error);
}

/** Opening may wait for a person (a keychain asks for its password). A stop does not wait with it, and what opens too late is closed again [RUN8]. */
async function openedUnlessStopped(
  opening: Promise<OpenCaptioner>,
  signal: AbortSignal,
): Promise<OpenCaptioner> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => {
    stopped.reject(signal.reason);
    opening.then(
      (captioner) => captioner.close(),
      // Nobody asks any more why it did not open.
      () => undefined,
    );
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([opening, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
