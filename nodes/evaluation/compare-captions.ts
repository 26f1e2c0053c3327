import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { SampleFacets } from '../../core/sample.ts';
import { keep, reject } from '../../core/verdict.ts';
import { countCharacters, words } from '../filters/text-units.ts';
import { param } from '../param.ts';
import { agreement } from './agreement.ts';
import type { ComparedSide, Comparison } from './comparison.ts';

const params = z.object({
  goesOn: param(z.enum(['first', 'second', 'longer', 'shorter']).default('first'), {
    label: 'Goes on',
    help: 'The caption that leaves by compared. Both texts travel with it and stand in the exports.',
    options: { first: 'The first', second: 'The second', longer: 'The longer', shorter: 'The shorter' },
    card: true,
  }),
  minimum: param(z.number().min(0).max(1).multipleOf(0.01).default(0), {
    label: 'Agreement at least',
    help: 'Share of their words that both captions use, 0.3 being 30%. Below it both captions are rejected.',
    widget: 'slider',
    card: true,
  }),
});

/** Puts two captions of the same image side by side, and lets one of them go on. */
export const compareCaptions = defineNode.join({
  type: 'evaluation.compare-captions',
  version: 1,
  title: 'Compare captions',
  summary: 'Puts two captioners’ captions of each image side by side, with lengths and agreement.',
  icon: 'scale',
  synonyms: ['two', 'side by side', 'join', 'agree', 'consensus', 'a/b', 'merge'],
  inputs: { first: { type: 'caption' }, second: { type: 'caption' } },
  outputs: { compared: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  multiplicity: 'one',
  run: ({ first = [], second = [] }, { goesOn, minimum }) => {
    const sides = { first: sideOf(first), second: sideOf(second) };
    const comparison: Comparison = {
      agreement: round(agreement(sides.first.text, sides.second.text)),
      ...sides,
    };
    if (comparison.agreement < minimum)
      return reject('little agreement', `${Math.round(comparison.agreement * 100)}% of their words`);
    return { ...keep({ metadata: { comparison } }), carrier: carrierOf(comparison, goesOn) };
  },
});

function sideOf(samples: readonly SampleFacets[]): ComparedSide {
  const caption = samples[0]?.caption;
  const text = caption?.text ?? '';
  return {
    model: caption?.model ?? '',
    text,
    words: words(text).length,
    characters: countCharacters(text),
  };
}

/** Of two equally long ones the first. */
function carrierOf(
  { first, second }: Comparison,
  goesOn: 'first' | 'second' | 'longer' | 'shorter',
): 'first' | 'second' {
  if (goesOn === 'first' || goesOn === 'second') return goesOn;
  const longer = second.characters > first.characters ? 'second' : 'first';
  if (first.characters === second.characters || goesOn === 'longer') return longer;
  return longer === 'first' ? 'second' : 'first';
}

/** Four places: what stands in exports must not differ by the last bits of a division. */
function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
