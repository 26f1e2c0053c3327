import type { OutcomeRecord } from '../../core/run.ts';
import type { FollowTarget } from './follow-state.ts';

/** The way of a record's sample; of a file that could not be read only the record itself is known. */
export function targetOf({ node, sample, outcome }: OutcomeRecord): FollowTarget {
  const { image, location } = sample.facets;
  return {
    path: location?.path ?? '',
    ...(image?.hash && { image: image.hash }),
    ...(outcome !== 'kept' && { node, sample: sample.id }),
  };
}
