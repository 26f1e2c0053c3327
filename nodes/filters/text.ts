import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { remember } from '../remember.ts';
import { compileLines, PATTERN_HELP, patternProblems } from './pattern-list.ts';
import { findPhrase } from './repetition.ts';

const params = z.object({
  search: param(z.string().max(1000).default(''), {
    label: 'Search for',
    help: PATTERN_HELP,
    card: true,
  }),
  mode: param(z.enum(['text', 'words', 'pattern']).default('text'), {
    label: 'As',
    widget: 'segmented',
    options: { text: 'Text', words: 'Whole words', pattern: 'Pattern' },
  }),
  action: param(z.enum(['reject', 'keep']).default('reject'), {
    label: 'Captions that have it',
    widget: 'segmented',
    options: { reject: 'Reject', keep: 'Keep only these' },
    card: true,
  }),
});

type Params = z.output<typeof params>;

const compile = remember(({ search }: Params) => compileLines([search])[0]?.pattern);

/** Rejects or keeps captions by a text that stands in them. */
export const text = defineNode.each({
  type: 'filters.text',
  version: 1,
  title: 'Text search',
  summary: 'Rejects or keeps captions in which a text stands.',
  icon: 'text-search',
  synonyms: ['contains', 'regex', 'regular expression', 'find', 'word'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  check: ({ search, mode }) =>
    search.trim() === ''
      ? [
          {
            param: 'search',
            message: 'There is nothing to search for.',
            remedy: 'Enter a text, or bypass the node.',
          },
        ]
      : mode === 'pattern'
        ? patternProblems('search', [search])
        : [],
  run: ({ caption }, params) => {
    const has = contains(caption.text, params);
    if (has === (params.action === 'keep')) return keep();
    return has ? reject('has the text', params.search) : reject('lacks the text', params.search);
  },
});

function contains(caption: string, params: Params): boolean {
  if (params.mode === 'pattern') return compile(params)?.search(caption) ?? false;
  if (params.mode === 'words') return findPhrase(caption, [params.search]) !== undefined;
  return caption.toLowerCase().includes(params.search.trim().toLowerCase());
}
