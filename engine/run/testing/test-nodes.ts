import { z } from 'zod';
import { defineNode, type NodeType } from '../../../core/define-node.ts';
import { describeNode } from '../../../core/describe-node.ts';
import { UserError } from '../../../core/errors.ts';
import { keep, reject } from '../../../core/verdict.ts';
import type { NodeLibrary } from '../active-run.ts';

/*
 * Small node types of every shape for tests of the executor. They do what the real ones do, with nothing that a test would have to work around.
 */

/** Gives one sample for each line of `names`; a name with `!` is a file that cannot be read. */
const source = defineNode.source({
  type: 'sources.names',
  version: 1,
  title: 'Names',
  summary: 'Gives named images.',
  icon: 'folder',
  inputs: {},
  outputs: { images: { type: 'image' } },
  params: z.object({
    names: z.array(z.string()).default([]),
    alt: z.string().default(''),
    /** Named and checked, never read. */
    folder: z.string().default('').meta({ widget: 'folder' }),
  }),
  async *run({ names, alt }) {
    for (const key of names) {
      if (key.includes('!'))
        yield {
          key,
          problem: { code: 'FILE_UNREADABLE' as const, message: 'It cannot be read.', attempts: 1 },
        };
      else yield { key, file: { root: '/pictures', path: key }, metadata: { alt } };
    }
  },
});

const prompt = defineNode.each({
  type: 'prompts.plain',
  version: 1,
  title: 'Prompt',
  summary: 'Sets a prompt.',
  icon: 'message-square',
  inputs: { image: { type: 'image' } },
  outputs: { image: { type: 'prompted-image' } },
  params: z.object({ text: z.string().default('Describe.'), question: z.string().default('What is this?') }),
  reads: ['image'],
  run: (_sample, { text, question }) => keep({ prompt: { text, question, part: '' } }),
});

const captioner = defineNode.batch({
  type: 'captioners.test',
  version: 1,
  title: 'Captioner',
  summary: 'Captions.',
  icon: 'cloud',
  inputs: { image: { type: 'prompted-image' } },
  outputs: { caption: { type: 'caption' }, rejected: { type: 'prompted-image' } },
  params: z.object({
    model: z.string().default('test'),
    seed: z.int().default(0),
    temperature: z.number().default(0),
    minimum: z.int().default(0).meta({ affectsResult: false }),
    concurrency: z.int().default(4).meta({ affectsResult: false }),
  }),
  reads: ['image', 'prompt'],
  captioner: ({ model }) => (model === '' ? undefined : { kind: 'endpoint', endpoint: 'test', model }),
  concurrency: ({ concurrency }) => concurrency,
  accept: ({ text }, { minimum }) => (text.length < minimum ? { reason: 'short reply' } : undefined),
  async run(items, params, { captioner: model, signal }) {
    const replies = await model.caption(
      items.map(({ sample, seed }) => ({
        image: sample.image.hash,
        prompt: sample.prompt.text,
        sampling: { maxTokens: 100, temperature: params.temperature },
        seed,
      })),
      signal,
    );
    return replies.map((reply) =>
      reply instanceof Error
        ? reply
        : keep({
            caption: {
              text: reply.text,
              model: reply.model,
              origin: 'generated',
              finishReason: reply.finishReason,
              ...(reply.costUsd !== undefined && { costUsd: reply.costUsd }),
            },
          }),
    );
  },
});

const length = defineNode.each({
  type: 'filters.length',
  version: 1,
  title: 'Length',
  summary: 'Keeps long captions.',
  icon: 'ruler',
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params: z.object({ minimum: z.int().default(0) }),
  reads: ['caption'],
  run: ({ caption }, { minimum }) =>
    caption.text.length < minimum ? reject('too short', `${caption.text.length} characters`) : keep(),
});

/** Fails on images whose name asks for it, and makes two of those with `twice` in it. */
const picky = defineNode.each({
  type: 'filters.picky',
  version: 1,
  title: 'Picky',
  summary: 'Fails and splits.',
  icon: 'ruler',
  inputs: { image: { type: 'image' } },
  outputs: { kept: { type: 'image' }, rejected: { type: 'image' } },
  params: z.object({}),
  reads: ['location'],
  run: ({ location }) => {
    if (location.name.includes('bug')) throw new UserError('FORMAT_INVALID', 'This one cannot be handled.');
    return location.name.includes('twice')
      ? [keep({ metadata: { half: 1 } }), keep({ metadata: { half: 2 } })]
      : keep();
  },
});

/** Keeps the first sample of each initial letter, in source order. */
const firsts = defineNode.scan({
  type: 'filters.firsts',
  version: 1,
  title: 'Firsts',
  summary: 'The first of each letter.',
  icon: 'filter',
  inputs: { image: { type: 'image' } },
  outputs: { kept: { type: 'image' }, rejected: { type: 'image' } },
  params: z.object({}),
  reads: ['location'],
  digest: ({ location }) => location.name.slice(0, 1),
  scanner: () => {
    const seen = new Set<string>();
    return {
      verdict: ({ digest }) => {
        if (seen.has(digest)) return reject('seen before');
        seen.add(digest);
        return keep();
      },
    };
  },
});

/** Rejects captions that stand on two or more images. */
const shared = defineNode.cohort({
  type: 'filters.shared',
  version: 1,
  title: 'Shared',
  summary: 'Captions that several images share.',
  icon: 'copy',
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params: z.object({}),
  reads: ['caption'],
  digest: ({ caption }) => caption.text,
  judge: async (cohort) => {
    const shared = await cohort.sharedDigests(2);
    return ({ digest }) => (shared.imagesWith(digest) === undefined ? keep() : reject('shared'));
  },
});

const join = defineNode.join({
  type: 'datasets.join',
  version: 1,
  title: 'Join',
  summary: 'Brings two captions of an image together.',
  icon: 'merge',
  inputs: { left: { type: 'caption' }, right: { type: 'caption' } },
  outputs: { caption: { type: 'caption' } },
  params: z.object({}),
  multiplicity: 'one',
  run: ({ left = [], right = [] }) =>
    keep({ metadata: { both: [left[0]?.caption?.text ?? '', right[0]?.caption?.text ?? ''] } }),
});

const dataset = defineNode.collect({
  type: 'datasets.dataset',
  version: 1,
  title: 'Dataset',
  summary: 'Collects.',
  icon: 'database',
  inputs: { captions: { type: 'caption' } },
  outputs: { dataset: { type: 'dataset' } },
  params: z.object({ onFailures: z.enum(['stop', 'go-on']).default('go-on') }),
  reads: ['image', 'location', 'metadata'],
  mayRead: ['prompt', 'caption'],
  onFailures: ({ onFailures }) => onFailures,
  run: (members) => ({
    kind: 'dataset',
    title: 'Dataset',
    records: (function* () {
      for (const { id, facets } of members.samples()) {
        yield {
          id,
          images: [
            {
              hash: facets.image.hash,
              root: facets.location.root,
              path: facets.location.path,
              width: 1,
              height: 1,
            },
          ],
          conversations: [
            { from: 'human' as const, value: facets.prompt?.question ?? '' },
            { from: 'gpt' as const, value: facets.caption?.text ?? '' },
          ],
          metadata: facets.metadata,
        };
      }
    })(),
    card: () => ({ records: members.count }),
  }),
});

const publish = defineNode.job({
  type: 'datasets.publish',
  version: 1,
  title: 'Publish',
  summary: 'Counts the records of a dataset.',
  icon: 'upload',
  inputs: { dataset: { type: 'dataset' } },
  outputs: {},
  params: z.object({}),
  async run({ dataset = [] }, _params, { records }) {
    const [first] = dataset;
    let count = 0;
    if (first) for await (const _record of records(first)) count += 1;
    return { summary: `${count} records` };
  },
});

export const TEST_NODES: readonly NodeType[] = [
  source,
  prompt,
  captioner,
  length,
  picky,
  firsts,
  shared,
  join,
  dataset,
  publish,
];

export const TEST_LIBRARY = libraryOf(TEST_NODES);

/** Node types by name, with their descriptors. */
export function libraryOf(types: readonly NodeType[]): NodeLibrary {
  return {
    types: new Map(types.map((type) => [type.type, type])),
    catalog: new Map(types.map((type) => [type.type, describeNode(type)])),
  };
}
