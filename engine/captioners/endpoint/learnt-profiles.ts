import type { ModelProfile } from '../../../core/endpoint.ts';
import { adjustProfile } from './model-profiles.ts';
import type { PoolMember } from './pool-member.ts';

/** What servers have taught about the parameters that they take, by address. */
export interface LearntProfiles {
  /** The profile by which requests to an address are made now. */
  at(member: PoolMember): ModelProfile;
  /** Gives whether the complaint about a request made by `used` is one that another profile heeds. */
  learn(member: PoolMember, used: ModelProfile, complaint: string): boolean;
}

export function learntProfiles(baseAt: (member: PoolMember) => ModelProfile): LearntProfiles {
  const learnt = new Map<PoolMember, { readonly base: ModelProfile; readonly profile: ModelProfile }>();

  function at(member: PoolMember): ModelProfile {
    const base = baseAt(member);
    const known = learnt.get(member);
    // A profile that a person has changed is a new beginning.
    return known?.base === base ? known.profile : base;
  }

  return {
    at,
    learn: (member, used, complaint) => {
      const adjusted = adjustProfile(used, complaint);
      if (adjusted === undefined) return false;
      // Requests that were under way together all complain; the first one's lesson is enough.
      if (at(member) === used) learnt.set(member, { base: baseAt(member), profile: adjusted });
      return true;
    },
  };
}
