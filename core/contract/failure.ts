import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { ImageHash, RunId, SampleId } from '../ids.ts';
import type { RunProgress } from '../run.ts';
import { codedErrors, runId, sampleId, shortText, trusted } from './schema.ts';

/** One failed or rejected sample with all that is known of it. Texts come from servers and files: hostile. */
export interface FailedSample {
  readonly sample: SampleId;
  /** Relative to its folder. */
  readonly path: string;
  /** Absent where the file could not be read. */
  readonly image?: ImageHash;
  readonly code?: ErrorCode;
  /** Message of the failure or reason of the rejection. */
  readonly message: string;
  readonly remedy?: string;
  /** Particulars of a rejection. */
  readonly detail?: string;
  readonly attempts: number;
  /** The end of what the other side answered last, without keys, at most 2,000 characters. */
  readonly excerpt?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Put aside since. */
  readonly skipped: boolean;
}

/** One page of a group. */
export interface FailurePage {
  readonly run: RunId;
  readonly total: number;
  readonly samples: readonly FailedSample[];
}

/** `count` is 0 where nothing is to be decided. */
export interface ChangedPictures {
  readonly count: number;
  readonly examples: readonly { readonly root: string; readonly path: string }[];
}

const cause = z.string().min(1).max(500);
const choice = z.object({
  node: shortText,
  /** All that share it; with neither this nor `samples`: all that failed at the node. */
  cause: cause.optional(),
  samples: z.array(sampleId).min(1).max(10_000).optional(),
});
const changed = z.object({ count: z.int() });
const base = oc.errors(codedErrors);

/** Failed samples one by one, and what a person does about them. Groups of them are `run.problems`. */
export const failureContract = {
  /** Of the run under way or the last one, unless another is named. */
  list: base
    .input(
      z.object({
        run: runId.optional(),
        node: shortText,
        outcome: z.enum(['rejected', 'failed']).default('failed'),
        cause,
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(trusted<FailurePage>()),
  /** Puts failed samples of the latest run aside: later runs count them as rejected and ask nothing for them. */
  skip: base.input(choice).output(changed),
  unskip: base.input(choice).output(changed),
  /** Pictures that have changed on disk since their former bytes were captioned, as long as nobody has decided about them. */
  changed: base.output(trusted<ChangedPictures>()),
  /** From the next run on these keep the captions of their former bytes: a group's pictures, or without one all of `changed`. */
  carryOver: base.input(z.object({ group: choice.optional() })).output(changed),
  /** All of `changed` are captioned anew, like any other picture. */
  leaveChanged: base.output(changed),
  /** Starts a run that tries these again. */
  retry: base.input(z.array(choice).min(1).max(100)).output(trusted<RunProgress>()),
};
