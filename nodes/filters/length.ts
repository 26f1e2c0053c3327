import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { countCharacters, endsWhole, sentences, words } from './text-units.ts';

const COUNTS = {
  characters: countCharacters,
  words: (text: string) => words(text).length,
  sentences: (text: string) => sentences(text).length,
} as const;

const params = z.object({
  unit: param(z.enum(['characters', 'words', 'sentences']).default('characters'), {
    label: 'Measured in',
    widget: 'segmented',
    options: { characters: 'Characters', words: 'Words', sentences: 'Sentences' },
    card: true,
  }),
  minimum: param(z.int().min(0).max(1_000_000).default(40), {
    label: 'At least',
    help: 'Shorter captions are rejected.',
    card: true,
  }),
  maximum: param(z.int().min(0).max(1_000_000).default(4000), {
    label: 'At most',
    help: 'Longer captions are rejected. 0 sets no limit.',
    card: true,
  }),
  cutOff: param(z.boolean().default(false), {
    label: 'Reject captions that stop in mid-sentence',
    help: 'Those that hit the token limit or do not end with a full stop. Leave it off for tags.',
  }),
});

/** Rejects captions that are too short, too long or cut off. */
export const length = defineNode.each({
  type: 'filters.length',
  version: 1,
  title: 'Length filter',
  summary: 'Rejects captions that are too short, too long or cut off.',
  icon: 'ruler',
  synonyms: ['short', 'long', 'truncated', 'characters', 'words'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  check: ({ minimum, maximum }) =>
    maximum > 0 && maximum < minimum
      ? [
          {
            param: 'maximum',
            message: `No caption has at least ${minimum} and at most ${maximum}.`,
            remedy: 'Raise the upper limit, or lower the other one.',
          },
        ]
      : [],
  run: ({ caption }, { unit, minimum, maximum, cutOff }) => {
    const count = COUNTS[unit](caption.text.trim());
    const detail = `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
    if (count < minimum) return reject('too short', `${detail}, at least ${minimum}`);
    if (maximum > 0 && count > maximum) return reject('too long', `${detail}, at most ${maximum}`);
    if (cutOff && (caption.finishReason === 'length' || !endsWhole(caption.text)))
      return reject('cut off', `Ends with ${JSON.stringify(caption.text.trimEnd().slice(-20))}`);
    return keep();
  },
});
