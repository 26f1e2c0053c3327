import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { remember, rememberLatest } from '../remember.ts';
import { FILE_NAME_PATTERNS, findOwnName } from './file-names.ts';
import { compileLines, PATTERN_HELP, patternLines, patternProblems } from './pattern-list.ts';
import { wordRuns } from './repetition.ts';
import { comparableWords, withoutQuotes } from './text-units.ts';

const params = z.object({
  run: param(z.int().min(0).max(100).default(8), {
    label: 'Words shared with the prompt',
    help: 'A stretch of so many words that stands in the prompt as well is a leak. 0 does not look.',
    unit: 'words',
    card: true,
  }),
  ownName: param(z.boolean().default(true), {
    label: 'The image’s own file name',
    help: 'With its extension, or without one where the name is no ordinary word.',
    card: true,
  }),
  patterns: param(patternLines.default([...FILE_NAME_PATTERNS]), {
    label: 'Other signs of a file name',
    help: `One pattern a line, found anywhere. ${PATTERN_HELP}`,
    widget: 'lines',
  }),
});

type Params = z.output<typeof params>;

const compile = remember((patterns: readonly string[]) => compileLines(patterns));

/** Prompts whose stretches of words are remembered: one for all images in most flows, one for each in some. */
const LATEST_PROMPTS = 32;
const promptRuns = remember(({ run }: Params) =>
  rememberLatest(LATEST_PROMPTS, (prompt) => new Set(wordRuns(comparableWords(prompt), run))),
);

/** Rejects captions that repeat their instructions or talk about files. */
export const leak = defineNode.each({
  type: 'filters.leak',
  version: 1,
  title: 'Leak filter',
  summary: 'Rejects captions that repeat their instructions or a file name.',
  icon: 'droplet',
  synonyms: ['prompt', 'instruction', 'file name', 'filename', 'contamination'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  mayRead: ['location', 'prompt'],
  readsFor: ({ run, ownName }) => [
    'caption',
    ...(ownName ? (['location'] as const) : []),
    ...(run > 0 ? (['prompt'] as const) : []),
  ],
  check: ({ patterns }) => patternProblems('patterns', patterns),
  run: ({ caption, location, prompt }, params) => {
    const { run, ownName, patterns } = params;
    // what is read off the picture may be a file name, or even an instruction
    const text = withoutQuotes(caption.text);
    const name = ownName && location ? findOwnName(text, location.path) : undefined;
    if (name !== undefined) return reject('file name', name);
    const sign = compile(patterns).find(({ pattern }) => pattern.search(text));
    if (sign) return reject('file name', `Fits ${sign.source}`);
    const shared = run > 0 && prompt ? sharedRun(text, prompt.text, params) : undefined;
    return shared === undefined ? keep() : reject('leaked instruction', shared);
  },
});

/** The first stretch of words that both texts have. */
function sharedRun(caption: string, prompt: string, params: Params): string | undefined {
  const own = wordRuns(comparableWords(caption), params.run);
  if (own.length === 0) return undefined;
  const known = promptRuns(params)(prompt);
  return own.find((stretch) => known.has(stretch));
}
