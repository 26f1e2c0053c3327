import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { DEFAULT_PROMPTS } from './default-prompts.ts';
import { facetsIn, promptValues } from './prompt-values.ts';
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
    const template = parseTemplate(params.text);
    return 'parts' in template ? [...facetsIn(template.parts)] : [];
  },
  check: (params) => {
    const template = parseTemplate(params.text);
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
  run: (sample, params, { seed }) => {
    const template = parseTemplate(params.text);
    const filled = 'parts' in template ? renderTemplate(template.parts, promptValues(sample)) : '';
    return keep({
      prompt: { text: filled.trim(), question: drawQuestion(params.questions, seed), part: '' },
    });
  },
});
