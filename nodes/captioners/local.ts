import { z } from 'zod';
import type { CaptionRequest } from '../../core/captioner.ts';
import { defineNode } from '../../core/define-node.ts';
import type { PromptFacet } from '../../core/sample.ts';
import { keep, type Verdict } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { maxTokensParam, seedParam, truncatedParam } from './caption-params.ts';
import { acceptReply, captionOf } from './reply-caption.ts';

/** The model's own instruction, and no question: what a sample without a prompt node has. */
const NO_PROMPT: PromptFacet = Object.freeze({ text: '', question: '', part: '' });

const params = z.object({
  model: param(z.string().max(200).default(''), {
    label: 'Model',
    widget: 'local-model',
    card: true,
  }),
  precision: param(z.string().max(40).default('auto'), {
    label: 'Precision',
    help: 'auto takes the first that the model offers. Fewer bits need less memory and write slightly different captions.',
  }),
  maxTokens: maxTokensParam,
  temperature: param(z.number().min(0).max(2).multipleOf(0.01).default(0), {
    label: 'Temperature',
    help: '0 gives the same caption every time.',
    section: 'Sampling',
  }),
  seed: seedParam,
  truncated: truncatedParam,
  batchSize: param(z.int().min(0).max(256).default(0), {
    label: 'Images at once',
    help: '0 leaves it to the model.',
    section: 'Speed',
    affectsResult: false,
  }),
});

/** A model that runs on this computer. */
export const local = defineNode.batch({
  type: 'captioners.local',
  version: 1,
  title: 'Local model',
  summary: 'Describes images with a model that runs on this computer.',
  icon: 'cpu',
  synonyms: ['onnx', 'offline', 'starter', 'caption', 'florence'],
  inputs: { image: { type: 'image', label: 'image or prompted image' } },
  outputs: { caption: { type: 'caption' }, rejected: { type: 'image' } },
  params,
  reads: ['image'],
  mayRead: ['prompt'],
  captioner: ({ model, precision }) => (model === '' ? undefined : { kind: 'local', model, precision }),
  accept: acceptReply,
  async run(items, params, { captioner, signal }) {
    const requests = items.map(
      ({ sample, seed }): CaptionRequest => ({
        image: sample.image.hash,
        prompt: sample.prompt?.text ?? '',
        sampling: { maxTokens: params.maxTokens, temperature: params.temperature },
        seed,
      }),
    );
    const step = params.batchSize || requests.length || 1;
    const verdicts: (Verdict | Error)[] = [];
    for (let start = 0; start < requests.length; start += step) {
      const some = requests.slice(start, start + step);
      const replies = await captioner.caption(some, signal);
      for (const [index, request] of some.entries()) {
        const reply = replies[index] ?? new Error('The captioner gave fewer replies than requests.');
        // a prompt that is there already is not stored a second time with the result
        const prompt = items[start + index]?.sample.prompt ? {} : { prompt: NO_PROMPT };
        verdicts.push(
          reply instanceof Error
            ? reply
            : keep({ ...prompt, caption: captionOf(reply, request, captioner.title) }),
        );
      }
    }
    return verdicts;
  },
});
