import { describe, expect, it } from 'vitest';
import type { CaptionReply } from '../../core/captioner.ts';
import { describeNode } from '../../core/describe-node.ts';
import type { Facets } from '../../core/sample.ts';
import { facetsOf, hashOf, runBatch, runEach } from '../node-double.ts';
import { endpoint } from './endpoint.ts';
import { existing } from './existing.ts';
import { local } from './local.ts';
import { acceptReply } from './reply-caption.ts';

function reply(text: string, more: Partial<CaptionReply> = {}): CaptionReply {
  return { text, finishReason: 'stop', latencyMs: 20, model: 'gpt-test-2', attempts: 1, ...more };
}

describe('endpoint', () => {
  it('sends picture, prompt and sampling, and keeps all that is known of the reply', async () => {
    const usage = { promptTokens: 900, completionTokens: 40 };
    const { verdicts, calls } = await runBatch(
      endpoint,
      [facetsOf('a.jpg')],
      { endpoint: 'mine', system: 'Be exact.', maxTokens: 99, topP: 0.9 },
      () => reply(' A cat. \n', { usage, costUsd: 0.01, attempts: 2 }),
    );
    expect(calls).toEqual([
      [
        {
          image: hashOf('a.jpg'),
          prompt: 'Describe the image.',
          system: 'Be exact.',
          sampling: { maxTokens: 99, temperature: 0.2, topP: 0.9 },
          seed: 0,
          maxPixels: 1_000_000,
        },
      ],
    ]);
    expect(verdicts).toEqual([
      {
        kind: 'kept',
        patch: {
          caption: {
            text: 'A cat.',
            model: 'Test model',
            origin: 'generated',
            finishReason: 'stop',
            seed: 0,
            usage,
            costUsd: 0.01,
            latencyMs: 20,
            attempts: 2,
            sampling: { maxTokens: 99, temperature: 0.2, topP: 0.9, repliedAs: 'gpt-test-2' },
          },
        },
      },
    ]);
  });

  it('[RUN6] one failed request is one failed sample', async () => {
    const samples = ['a.jpg', 'b.jpg', 'c.jpg'].map((path) => facetsOf(path));
    const { verdicts } = await runBatch(endpoint, samples, { endpoint: 'mine' }, ({ image }) =>
      image === hashOf('b.jpg') ? new Error('Too many requests.') : reply('A cat.'),
    );
    expect(verdicts.map((verdict) => (verdict instanceof Error ? verdict.message : verdict.kind))).toEqual([
      'kept',
      'Too many requests.',
      'kept',
    ]);
  });

  it('[NODE7] stores a reply whatever it is: what to make of it is asked afterwards', async () => {
    const replies = [
      reply(''),
      reply('Half a', { finishReason: 'length' }),
      reply('', { finishReason: 'content-filter' }),
    ];
    const samples = replies.map((_, index) => facetsOf(`${index}.jpg`));
    let next = 0;
    const { verdicts } = await runBatch(
      endpoint,
      samples,
      { endpoint: 'mine' },
      () => replies[next++] ?? reply(''),
    );
    expect(verdicts).toMatchObject(
      replies.map(({ text, finishReason }) => ({ patch: { caption: { text, finishReason } } })),
    );
  });

  it('asks for an endpoint before it runs, and for a captioner by name only', () => {
    expect(endpoint.captioner(endpoint.params.parse({}))).toBeUndefined();
    expect(endpoint.captioner(endpoint.params.parse({ endpoint: 'mine', model: 'm' }))).toEqual({
      kind: 'endpoint',
      endpoint: 'mine',
      model: 'm',
      delivery: 'direct',
      batchRetries: 'batch',
    });
  });
});

describe('[NODE7] a reply is accepted', () => {
  it.each([
    ['A cat.', 'stop', 'reject', undefined],
    ['A cat', 'length', 'keep', undefined],
    ['A cat', 'length', 'reject', 'cut off'],
    ['', 'length', 'keep', 'empty'],
    [' \n', 'stop', 'keep', 'empty'],
    ['A c', 'content-filter', 'keep', 'content filter'],
    ['A cat.', 'other', 'reject', undefined],
  ] as const)('%j, %s, cut-off ones: %s → %s', (text, finishReason, truncated, reason) => {
    expect(acceptReply({ text, finishReason }, { truncated })?.reason).toBe(reason);
  });
});

it('[RUN3] how fast captions come, and which are accepted, is not in their key', () => {
  const outside = [endpoint, local].map((type) =>
    Object.entries(describeNode(type).params)
      .filter(([, param]) => param.affectsResult === false)
      .map(([name]) => name),
  );
  expect(outside).toEqual([
    ['truncated', 'delivery', 'batchRetries', 'concurrency'],
    ['truncated', 'provider', 'hosts', 'threads', 'batchSize', 'measure'],
  ]);
});

describe('local model', () => {
  it('says how it is to be run, and leaves out what is to be found out', () => {
    const refOf = (params: object) => local.captioner(local.params.parse({ model: 'starter', ...params }));
    expect([
      refOf({}),
      refOf({ provider: 'cpu', hosts: 2, threads: 1, batchSize: 4, measure: false }),
    ]).toMatchObject([
      { kind: 'local', model: 'starter', precision: 'auto', run: {} },
      { run: { provider: 'cpu', hosts: 2, threads: 1, batchSize: 4, measure: false } },
    ]);
    expect(local.captioner(local.params.parse({}))).toBeUndefined();
  });

  it('asks for all that it is given in one call, and gives the verdicts in their order', async () => {
    const samples = ['a', 'b', 'c', 'd', 'e'].map((path) => facetsOf(path));
    const { verdicts, calls } = await runBatch(local, samples, { model: 'starter' }, ({ image }) =>
      reply(`Picture ${image.slice(0, 2)}.`),
    );
    expect(calls.map(({ length }) => length)).toEqual([5]);
    expect(verdicts).toMatchObject(
      ['61', '62', '63', '64', '65'].map((code) => ({ patch: { caption: { text: `Picture ${code}.` } } })),
    );
  });

  it('needs no prompt: without one the model uses its own instruction, and the caption has an empty prompt', async () => {
    const { prompt: _, ...bare } = facetsOf('a.jpg');
    const { verdicts, calls } = await runBatch(local, [bare, facetsOf('b.jpg')], { model: 'starter' }, () =>
      reply('x'),
    );
    expect(calls[0]?.map(({ prompt }) => prompt)).toEqual(['', 'Describe the image.']);
    expect(verdicts).toMatchObject([
      { patch: { prompt: { text: '', question: '', part: '' } } },
      { patch: {} },
    ]);
    expect(verdicts[1]).not.toHaveProperty('patch.prompt');
  });

  it('chooses no model by itself', () => {
    expect(local.captioner(local.params.parse({}))).toBeUndefined();
  });
});

describe('existing captions', () => {
  const came: Partial<Facets> = {
    existing: [
      { text: ' From the file. ', origin: 'dataset', question: 'What is it?', model: 'GPT4-Vision' },
      { text: '  ', origin: 'sidecar' },
      { text: 'From beside it.', origin: 'sidecar' },
    ],
  };

  it('replays the first with its question and author', () => {
    expect(runEach(existing, facetsOf('a.jpg', came)).patch).toEqual({
      prompt: { text: '', question: 'What is it?', part: '' },
      caption: { text: 'From the file.', model: 'GPT4-Vision', origin: 'existing', finishReason: 'stop' },
    });
  });

  it.each([
    [{ origin: 'sidecar' }, 'From beside it.', 'sidecar'],
    [{ which: 2 }, 'From beside it.', 'sidecar'],
    [{ author: 'Somebody' }, 'From the file.', 'Somebody'],
  ])('chooses with %j', (params, text, model) => {
    expect(runEach(existing, facetsOf('a.jpg', came), params).patch.caption).toMatchObject({ text, model });
  });

  it.each([
    [{}, [], undefined],
    [{ which: 3 }, came.existing, 'It came with 2, number 3 was asked for'],
    [{ origin: 'list' }, came.existing, 'It came with 0, number 1 was asked for'],
  ])('rejects with %j where there is none', (params, given = [], detail) => {
    const verdict = runEach(existing, facetsOf('a.jpg', { existing: given }), params);
    expect(verdict).toEqual({ kind: 'rejected', reason: 'no caption', patch: {}, ...(detail && { detail }) });
  });

  it('keeps the question of a prompt node where the caption came with none', () => {
    const facets = facetsOf('a.jpg', { existing: [{ text: 'x', origin: 'sidecar' }] });
    expect(runEach(existing, facets).patch.prompt?.question).toBe('What is in this picture?');
  });
});
