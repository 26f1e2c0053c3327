import type { ErrorRecord } from '../../core/errors.ts';
import { causeOf } from '../../core/failure-cause.ts';
import type { SampleId } from '../../core/ids.ts';
import type { RunOptions } from '../../core/run.ts';

/** Which stored failures a run tries again [RUN6]. */
export interface Retries {
  /** Whether any of a node may be among them. */
  readonly at: (node: string) => boolean;
  readonly has: (node: string, sample: SampleId, error: ErrorRecord) => boolean;
}

/** Samples that crash the model are in quarantine: only who names them, or their cause, has them tried again, as each try may cost another crash. */
export function chooseRetries({
  retryFailed = false,
  retry = [],
}: Pick<RunOptions, 'retryFailed' | 'retry'>): Retries {
  const choices = retry.map((choice) => ({ ...choice, samples: choice.samples && new Set(choice.samples) }));
  const all = (node: string) => (typeof retryFailed === 'object' ? retryFailed.includes(node) : retryFailed);
  return {
    at: (node) => all(node) || choices.some((choice) => choice.node === node),
    has: (node, sample, error) => {
      const quarantined = error.code === 'IMAGE_CRASHES_MODEL';
      if (!quarantined && all(node)) return true;
      return choices.some(
        (choice) =>
          choice.node === node &&
          (choice.samples?.has(sample) ?? true) &&
          (choice.cause === undefined || choice.cause === causeOf(error)) &&
          (!quarantined || choice.samples !== undefined || choice.cause !== undefined),
      );
    },
  };
}
