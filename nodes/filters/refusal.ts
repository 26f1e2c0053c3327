import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { remember } from '../remember.ts';
import { compileLines, PATTERN_HELP, patternLines, patternProblems } from './pattern-list.ts';
import { LEAD_IN, REFUSAL_PATTERNS } from './refusal-patterns.ts';
import { sentences, withoutQuotes } from './text-units.ts';

const params = z.object({
  patterns: param(patternLines.default([...REFUSAL_PATTERNS]), {
    label: 'Refusals begin with',
    help: `One pattern a line, for the beginning of a sentence. ${PATTERN_HELP}`,
    widget: 'lines',
  }),
  where: param(z.enum(['anywhere', 'first']).default('anywhere'), {
    label: 'Look at',
    help: 'A refusal in the middle spoils a caption, too.',
    widget: 'segmented',
    options: { anywhere: 'Every sentence', first: 'The first' },
    card: true,
  }),
});

const compile = remember((patterns: readonly string[]) => compileLines(patterns));

/** Rejects replies that decline instead of describing. */
export const refusal = defineNode.each({
  type: 'filters.refusal',
  version: 1,
  title: 'Refusal filter',
  summary: 'Rejects replies that decline instead of describing.',
  icon: 'hand',
  synonyms: ['sorry', 'cannot', 'as an ai', 'decline', 'policy'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  check: ({ patterns }) => patternProblems('patterns', patterns),
  run: ({ caption }, { patterns, where }) => {
    const found = findRefusal(
      caption.text,
      compile(patterns),
      where === 'first' ? 1 : Number.POSITIVE_INFINITY,
    );
    return found === undefined ? keep() : reject('refusal', found.slice(0, 120));
  },
});

/** The first sentence that begins as one of the patterns says; quotations do not count, unless all is one. */
function findRefusal(text: string, patterns: ReturnType<typeof compile>, atMost: number): string | undefined {
  const straight = text
    .trim()
    .replace(/[’ʼ]/g, "'")
    .replace(/[ \t]+/g, ' ');
  const whole = /^["“„«]([^"“”„«»]*)["”»]$/s.exec(straight)?.[1] ?? straight;
  return sentences(withoutQuotes(whole))
    .slice(0, atMost)
    .find((sentence) => {
      const start = sentence.replace(LEAD_IN, '');
      return patterns.some(({ pattern }) => pattern.matchesStart(start));
    });
}
