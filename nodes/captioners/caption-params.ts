import { z } from 'zod';
import { param } from '../param.ts';

/** Parameters that captioners share. Lengths are in tokens. */
export const maxTokensParam = param(z.int().min(1).max(32_768).default(1024), {
  label: 'Longest reply',
  unit: 'tokens',
  section: 'Sampling',
});

export const seedParam = param(z.int().min(0).max(2_147_483_647).default(0), {
  label: 'Seed',
  help: 'Another seed draws other captions where the temperature is above 0.',
  section: 'Sampling',
});

export const truncatedParam = param(z.enum(['reject', 'keep']).default('reject'), {
  label: 'Captions that are cut off',
  help: 'A reply that stops at the token limit ends in mid-sentence. Rejected ones leave by their own port.',
  widget: 'segmented',
  options: { reject: 'Reject', keep: 'Keep' },
  section: 'Replies',
  affectsResult: false,
});
