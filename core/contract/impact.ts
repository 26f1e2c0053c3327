import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { ChangeImpact, PastValues } from '../change-impact.ts';
import { flowEditSchema } from '../flow-schema.ts';
import { codedErrors, shortText, trusted } from './schema.ts';

const base = oc.errors(codedErrors);

/** What a node's settings mean for the next run, and what they were in runs of the past. */
export const impactContract = {
  /**
   * What the next run does again because of a node's settings: as they are, or as they would be with these edits. Looks at counters, never at
   * samples. Null where nothing differs that could change a result, and before the first run.
   */
  ofChange: base
    .input(z.object({ node: shortText, edits: z.array(flowEditSchema).max(200).optional() }))
    .output(trusted<ChangeImpact | null>()),
  /** Settings that the node had in runs of the past and has no more, newest first; each once. */
  pastValues: base.input(z.object({ node: shortText })).output(trusted<readonly PastValues[]>()),
};
