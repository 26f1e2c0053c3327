import { z } from 'zod';
import type { CaptionRequest, LocalRun } from '../../core/captioner.ts';
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
  provider: param(z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']).default('auto'), {
    label: 'Runs on',
    help: 'What does not work on this computer gives way to the CPU.',
    options: {
      auto: 'The best there is',
      cpu: 'CPU',
      webgpu: 'WebGPU',
      cuda: 'CUDA',
      dml: 'DirectML',
      coreml: 'CoreML',
    },
    section: 'Speed',
    affectsResult: false,
  }),
  hosts: param(z.int().min(0).max(64).default(0), {
    label: 'Processes',
    help: 'Each loads the model for itself. 0 takes what is quickest here and fits into memory.',
    section: 'Speed',
    affectsResult: false,
  }),
  threads: param(z.int().min(0).max(256).default(0), {
    label: 'Threads each',
    help: '0 takes what is quickest here.',
    section: 'Speed',
    affectsResult: false,
  }),
  batchSize: param(z.int().min(0).max(64).default(0), {
    label: 'Images at once',
    help: 'In each process. 0 takes what is quickest here. More than one are taken only where the captions stay the same.',
    section: 'Speed',
    affectsResult: false,
  }),
  measure: param(z.boolean().default(true), {
    label: 'Find the quickest settings',
    help: 'The first run with a model tries some settings on its own images, for 10 seconds at most, and remembers the best.',
    section: 'Speed',
    affectsResult: false,
  }),
});

/** Settings of speed as captioners take them: 0 and `auto` are left out. */
function runOf({ provider, hosts, threads, batchSize, measure }: z.output<typeof params>): LocalRun {
  return {
    ...(provider !== 'auto' && { provider }),
    ...(hosts > 0 && { hosts }),
    ...(threads > 0 && { threads }),
    ...(batchSize > 0 && { batchSize }),
    ...(!measure && { measure }),
  };
}

/** A model that runs on this computer. */
export const local = defineNode.batch({
  type: 'captioners.local',
  version: 1,
  title: 'Local model',
  summary: 'Describes images with a model that runs on this computer.',
  icon: 'cpu',
  synonyms: ['onnx', 'offline', 'starter', 'caption', 'florence'],
  inputs: {
    image: { type: 'image', label: 'image or prompted image' },
    model: { type: 'model', label: 'trained model', required: false },
  },
  outputs: { caption: { type: 'caption' }, rejected: { type: 'image' } },
  params,
  reads: ['image'],
  mayRead: ['prompt'],
  captioner: (params, models = []) => {
    const { model, precision } = params;
    const [trained] = models;
    if (trained) return { kind: 'local', model: '', precision, trained, run: runOf(params) };
    return model === '' ? undefined : { kind: 'local', model, precision, run: runOf(params) };
  },
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
    const replies = await captioner.caption(requests, signal);
    return requests.map((request, index): Verdict | Error => {
      const reply = replies[index] ?? new Error('The captioner gave fewer replies than requests.');
      if (reply instanceof Error) return reply;
      // a prompt that is there already is not stored a second time with the result
      const prompt = items[index]?.sample.prompt ? {} : { prompt: NO_PROMPT };
      return keep({ ...prompt, caption: captionOf(reply, request, captioner.title) });
    });
  },
});
