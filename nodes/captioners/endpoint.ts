import { z } from 'zod';
import type { CaptionRequest } from '../../core/captioner.ts';
import { defineNode } from '../../core/define-node.ts';
import { keep } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { maxTokensParam, seedParam, truncatedParam } from './caption-params.ts';
import { acceptReply, captionOf } from './reply-caption.ts';

const params = z.object({
  endpoint: param(z.string().max(40).default(''), {
    label: 'Endpoint',
    help: 'A server that speaks the OpenAI protocol, from your settings. Addresses and keys are never in a project.',
    widget: 'endpoint',
    card: true,
  }),
  model: param(z.string().max(200).default(''), {
    label: 'Model',
    help: 'Empty takes the model that the endpoint is set up with.',
    card: true,
  }),
  system: param(z.string().max(20_000).default(''), {
    label: 'System text',
    help: 'Sent before the prompt, as the system turn. Empty sends none.',
    widget: 'textarea',
  }),
  maxPixels: param(z.int().min(10_000).max(100_000_000).default(1_000_000), {
    label: 'Largest image',
    help: 'Larger ones are scaled down before they are sent: they cost more tokens.',
    unit: 'px',
    card: true,
    section: 'Image',
  }),
  maxTokens: maxTokensParam,
  temperature: param(z.number().min(0).max(2).multipleOf(0.01).default(0.2), {
    label: 'Temperature',
    help: '0 is the most repeatable. It is left out for models that do not take it.',
    section: 'Sampling',
  }),
  topP: param(z.number().min(0.01).max(1).multipleOf(0.01).default(1), {
    label: 'Top p',
    help: '1 leaves it out.',
    section: 'Sampling',
  }),
  seed: seedParam,
  truncated: truncatedParam,
  delivery: param(z.enum(['direct', 'batch']).default('direct'), {
    label: 'Delivery',
    help: 'By batch costs about half at providers that offer it, and takes up to a day. Captions are the same.',
    widget: 'segmented',
    options: { direct: 'Direct', batch: 'By batch' },
    card: true,
    section: 'Speed',
    affectsResult: false,
  }),
  batchRetries: param(z.enum(['batch', 'direct']).default('batch'), {
    label: 'What failed in a batch',
    help: 'Is asked in the next batch, or directly at the full price.',
    widget: 'segmented',
    options: { batch: 'Next batch', direct: 'Directly' },
    section: 'Speed',
    affectsResult: false,
  }),
  concurrency: param(z.int().min(0).max(2000).default(0), {
    label: 'At most at once',
    help: '0 finds out what the endpoint bears. Batches do not count.',
    unit: 'requests',
    section: 'Speed',
    affectsResult: false,
  }),
});

/** A model behind the OpenAI protocol: hosted, or a server of one's own. */
export const endpoint = defineNode.batch({
  type: 'captioners.endpoint',
  version: 1,
  title: 'Endpoint',
  summary: 'Describes images with a model behind the OpenAI protocol, hosted or your own.',
  icon: 'cloud',
  synonyms: ['openai', 'gpt', 'vllm', 'ollama', 'lm studio', 'llama.cpp', 'api', 'caption'],
  inputs: { image: { type: 'prompted-image' } },
  outputs: { caption: { type: 'caption' }, rejected: { type: 'prompted-image' } },
  params,
  reads: ['image', 'prompt'],
  captioner: ({ endpoint, model, delivery, batchRetries }) =>
    endpoint === '' ? undefined : { kind: 'endpoint', endpoint, model, delivery, batchRetries },
  // Batches hold as many as the provider lets them.
  concurrency: ({ concurrency, delivery }) => (delivery === 'batch' ? undefined : concurrency || undefined),
  accept: acceptReply,
  async run(items, params, { captioner, signal }) {
    const requests = items.map(
      ({ sample, seed, key }): CaptionRequest => ({
        ...(key !== undefined && { key }),
        image: sample.image.hash,
        prompt: sample.prompt.text,
        ...(params.system.trim() && { system: params.system }),
        sampling: {
          maxTokens: params.maxTokens,
          temperature: params.temperature,
          ...(params.topP < 1 && { topP: params.topP }),
        },
        seed,
        maxPixels: params.maxPixels,
      }),
    );
    const replies = await captioner.caption(requests, signal);
    return requests.map((request, index) => {
      const reply = replies[index] ?? new Error('The captioner gave fewer replies than requests.');
      return reply instanceof Error ? reply : keep({ caption: captionOf(reply, request, captioner.title) });
    });
  },
});
