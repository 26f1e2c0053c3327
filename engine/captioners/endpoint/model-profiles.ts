import { type ModelProfile, matchesModel } from '../../../core/endpoint.ts';
import { GENERAL_PROFILE, PROFILE_TABLE } from './profile-table.ts';

/**
 * All profiles in the order in which they are tried: the user's own families, the table with the user's changes in their places, and
 * what holds for every other model.
 */
export function profilesWith(changed: readonly ModelProfile[] = []): readonly ModelProfile[] {
  const shipped = [...PROFILE_TABLE, GENERAL_PROFILE];
  const byFamily = new Map(changed.map((profile) => [profile.family, profile]));
  const own = changed.filter(({ family }) => !shipped.some((one) => one.family === family));
  return [...own, ...shipped.map((profile) => byFamily.get(profile.family) ?? profile)];
}

/** The profile of a model, by its name. */
export function profileOf(model: string, changed: readonly ModelProfile[] = []): ModelProfile {
  return profilesWith(changed).find(({ models }) => matchesModel(models, model)) ?? GENERAL_PROFILE;
}

const COMPLAINT =
  /unsupported|not supported|unknown|unrecognized|unexpected|extra|does not support|not allowed|deprecated/;

/**
 * The profile that follows from a server's complaint about a parameter (status 400), or undefined where it complains about something
 * else. Newer models are met before the table knows them.
 */
export function adjustProfile(profile: ModelProfile, complaint: string): ModelProfile | undefined {
  const text = complaint.toLowerCase();
  if (!COMPLAINT.test(text)) return undefined;
  if (text.includes('max_completion_tokens')) {
    const maxTokensField = profile.maxTokensField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    return { ...profile, maxTokensField };
  }
  if ((profile.temperature || profile.topP) && /temperature|top_p/.test(text))
    return { ...profile, temperature: false, topP: false };
  if (profile.seed && /\bseed\b/.test(text)) return { ...profile, seed: false };
  return undefined;
}
