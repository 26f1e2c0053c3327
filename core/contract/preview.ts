import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { PinnedSample, SamplePath } from '../sample-path.ts';
import { codedErrors, imageHash, path, sampleId, shortText, trusted } from './schema.ts';

const base = oc.errors(codedErrors);

/** One picture on its way through the flow: pinned and tried at every edit, or followed through what a run did. */
export const previewContract = {
  /** Pins a picture that the project knows, null takes the pin away. Told to all windows by the event `pin`. */
  pin: base
    .input(z.object({ image: imageHash, path: path.optional(), askPaid: z.boolean().optional() }).nullable())
    .output(trusted<PinnedSample | null>()),
  /**
   * What the present flow makes of the pinned sample: at once as far as it is known, then as captioners answer, until all is said. Whoever leaves ends it;
   * a new edit is a new call. Runs and counts stay as they are.
   */
  follow: base.output(eventIterator(trusted<SamplePath>())),
  /** Asks this node's captioner about the pinned sample, whatever it costs within the cap; the reply is stored and found by later runs. */
  ask: base.input(z.object({ node: shortText })).output(trusted<SamplePath>()),
  /** What the run under way or the last one did with a picture, or with one sample of it. Asks no captioner and stores nothing. */
  trace: base
    .input(
      z.object({
        image: imageHash.optional(),
        /** For files that could not be read: the record that a node left of it. */
        sample: sampleId.optional(),
        node: shortText.optional(),
      }),
    )
    .output(trusted<SamplePath>()),
};
