import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { PromptFacet } from '../../core/sample.ts';
import { keep } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { remember } from '../remember.ts';
import { DEFAULT_PROMPTS } from './default-prompts.ts';
import { facetsIn, type PromptFacets, promptValues } from './prompt-values.ts';
import { drawQuestion, questionsParam } from './questions.ts';
import { parseTemplate, renderTemplate } from './template.ts';

const params = z.object({
  text: param(z.string().max(50_000).default(DEFAULT_PROMPTS.single), {
    label: 'Prompt',
    help: 'What is sent with every image. Variables such as {{image.alt}} are filled in.',
    widget: 'prompt',
    card: true,
  }),
  questions: questionsParam,
});

export type TextParams = z.output<typeof params>;

const parse = remember((params: TextParams) => parseTemplate(params.text));

/** The prompt of one sample, as it is sent. Pure; the preview uses it, too. */
export function renderPromptText(params: TextParams, facets: PromptFacets, seed: number): PromptFacet {
  const template = parse(params);
  const filled = 'parts' in template ? renderTemplate(template.parts, promptValues(facets)) : '';
  return { text: filled.trim(), question: drawQuestion(params.questions, seed), part: '' };
}

/** One template for every image. */
export const text = defineNode.each({
  type: 'prompts.text',
  version: 1,
  title: 'Prompt',
  summary: 'Gives every image the same prompt, with variables filled in.',
  icon: 'message-square',
  synonyms: ['instruction', 'template', 'text'],
  inputs: { image: { type: 'image' } },
  outputs: { prompted: { type: 'prompted-image', label: 'prompted image' } },
  params,
  reads: [],
  mayRead: ['image', 'location', 'evidence', 'metadata'],
  readsFor: (params) => {
    const template = parse(params);
    return 'parts' in template ? [...facetsIn(template.parts)] : [];
  },
  check: (params) => {
    const template = parse(params);
    if ('fault' in template)
      return [{ param: 'text', message: template.fault.message, remedy: 'Correct the prompt.' }];
    return params.text.trim() === ''
      ? [
          {
            param: 'text',
            message: 'The prompt is empty.',
            remedy: 'Write what captioners are to do; a model with its own instruction needs no prompt node.',
            severity: 'warning',
          },
        ]
      : [];
  },
  run: (sample, params, { seed }) => keep({ prompt: renderPromptText(params, sample, seed) }),
});
