import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import { type CodedError, UserError } from '../../../core/errors.ts';
import type { ImageHash } from '../../../core/ids.ts';
import type { Budget } from '../captioner-service.ts';
import { type EndpointCaptionerOptions, openEndpointCaptioner } from './endpoint-captioner.ts';
import type { Timing } from './request-gate.ts';
import { startTestingEndpoint, type TestingEndpoint, testingCaption } from './testing-endpoint.ts';

const open: TestingEndpoint[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function start(...options: Parameters<typeof startTestingEndpoint>): Promise<TestingEndpoint> {
  const server = await startTestingEndpoint(...options);
  open.push(server);
  return server;
}

/** Time that passes only when somebody waits for it. */
function fakeTiming(): Timing & { readonly waits: number[] } {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 0,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}

/** Keeps account like the store does. */
function countingBudget(
  capUsd = Number.POSITIVE_INFINITY,
): Budget & { readonly reserved: number[]; readonly settled: number[] } {
  const reserved: number[] = [];
  const settled: number[] = [];
  return {
    capped: capUsd !== Number.POSITIVE_INFINITY,
    reserved,
    settled,
    reserve: async (usd) => {
      if (reserved.reduce((sum, one) => sum + one, 0) + usd > capUsd)
        throw new UserError('BUDGET_REACHED', 'Cap.');
      reserved.push(usd);
      return { settle: (actual) => void settled.push(actual) };
    },
  };
}

const bytes = (name: string) => Buffer.from(`picture ${name}`);
const hashOf = (name: string) => createHash('sha256').update(bytes(name)).digest('hex') as ImageHash;
const names = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [hashOf(name), name]));

function captionerFor(url: string, options: Partial<EndpointCaptionerOptions> = {}) {
  const timing = fakeTiming();
  const captioner = openEndpointCaptioner({
    endpoint: { name: 'mine', url, model: 'test-model' },
    model: 'test-model',
    key: undefined,
    budget: countingBudget(),
    images: { encode: async (image) => ({ mime: 'image/png', bytes: bytes(names.get(image) ?? '?') }) },
    timing,
    ...options,
  });
  return { captioner, timing };
}

function request(name: string, overrides: Partial<CaptionRequest> = {}): CaptionRequest {
  return {
    image: hashOf(name),
    prompt: 'Describe it.',
    sampling: { maxTokens: 200, temperature: 0 },
    seed: 7,
    ...overrides,
  };
}

const never = new AbortController().signal;
const price = { inputPerMillion: 1, outputPerMillion: 10 };

async function one(
  captioner: { caption: ReturnType<typeof captionerFor>['captioner']['caption'] },
  asked: CaptionRequest,
) {
  const [outcome] = await captioner.caption([asked], never);
  return outcome as CaptionReply & CodedError;
}

/** An address where nobody listens. */
async function deserted(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}

describe('a captioner over an endpoint', () => {
  it('sends picture, prompt, system text, limit and seed, and reads the reply', async () => {
    const server = await start({ key: 'secret' });
    const { captioner } = captionerFor(server.url, { key: 'secret' });
    const reply = await one(captioner, request('a', { system: 'Be brief.' }));
    expect(reply).toMatchObject({
      text: testingCaption(hashOf('a'), 'Describe it.'),
      finishReason: 'stop',
      usage: { promptTokens: 300, completionTokens: 20 },
      model: 'test-model',
      attempts: 1,
    });
    const { messages: _messages, ...rest } = server.log[0]?.body ?? {};
    expect(rest).toEqual({ model: 'test-model', stream: false, max_tokens: 200, temperature: 0, seed: 7 });
    expect(server.log[0]).toMatchObject({ image: hashOf('a'), prompt: 'Describe it.', system: 'Be brief.' });
  });

  it('sends no Authorization header without a key, and nothing that the environment holds for OpenAI', async () => {
    process.env.OPENAI_ORG_ID = 'org-of-mine';
    process.env.OPENAI_API_KEY = 'sk-of-mine';
    try {
      const server = await start();
      await one(captionerFor(server.url).captioner, request('a'));
      const text = JSON.stringify(server.log[0]?.headers);
      expect([text.includes('authorization'), text.includes('of-mine')]).toEqual([false, false]);
    } finally {
      delete process.env.OPENAI_ORG_ID;
      delete process.env.OPENAI_API_KEY;
    }
  });

  it('keeps the order of the requests, whatever the order of the replies', async () => {
    const server = await start({ delayMs: 5 });
    const { captioner } = captionerFor(server.url);
    const asked = [...names.values()].map((name) => request(name));
    const replies = await captioner.caption(asked, never);
    expect(replies.map((reply) => (reply as CaptionReply).text)).toEqual(
      asked.map(({ image, prompt }) => testingCaption(image, prompt)),
    );
  });

  it('is known by its model, never by its address [RUN3]', async () => {
    const { captioner } = captionerFor('http://127.0.0.1:9/v1');
    expect(captioner.identity).toEqual({ provider: 'endpoint', model: 'test-model', revision: null });
  });

  it.each([408, 409, 425, 429, 500, 503])(
    'tries again after status %i, and says how often [RUN6]',
    async (status) => {
      const server = await start();
      server.setBehaviour((_request, earlier) => (earlier < 2 ? { kind: 'status', status } : { kind: 'ok' }));
      const { captioner, timing } = captionerFor(server.url);
      expect(await one(captioner, request('a'))).toMatchObject({ attempts: 3, finishReason: 'stop' });
      expect(timing.waits.slice(0, 2)).toEqual([250, 500]);
    },
  );

  it('waits as long as Retry-After asks [RUN6]', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '7' } } : { kind: 'ok' },
    );
    const { captioner, timing } = captionerFor(server.url);
    expect(await one(captioner, request('a'))).toMatchObject({ attempts: 2 });
    expect(timing.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(7000);
  });

  it('gives up for this run after five attempts, with what came last', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'status', status: 503, body: { error: { message: 'busy' } } });
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect(outcome).toMatchObject({ code: 'ENDPOINT_SERVER', details: { attempts: 5 } });
    expect(outcome.details.excerpt).toContain('busy');
    expect(server.log).toHaveLength(5);
  });

  it('slows down when it is told to, says so, and recovers', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0 ? { kind: 'status', status: 429 } : { kind: 'ok' },
    );
    const { captioner } = captionerFor(server.url);
    await captioner.caption(
      [...names.values()].slice(0, 4).map((name) => request(name)),
      never,
    );
    const asked = Array.from({ length: 30 }, (_, index) => request('a', { prompt: `p${index}` }));
    server.setBehaviour({ kind: 'status', status: 429 });
    await one(captioner, request('a'));
    expect(captioner.note).toMatch(/^Slowed to 1 at once: 429$/);
    server.setBehaviour({ kind: 'ok' });
    await captioner.caption(asked, never);
    expect(captioner.note).toBeUndefined();
  });

  it.each([
    [401, { error: { message: 'bad key' } }, 'ENDPOINT_AUTH', 'run'],
    [403, { error: { message: 'no' } }, 'ENDPOINT_AUTH', 'run'],
    [
      429,
      { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
      'ENDPOINT_QUOTA',
      'run',
    ],
    [404, { error: { message: 'The model `test-model` does not exist' } }, 'ENDPOINT_MODEL_UNKNOWN', 'run'],
    [400, { error: { message: 'model test-model not found' } }, 'ENDPOINT_MODEL_UNKNOWN', 'run'],
    [400, { error: { message: 'image too small' } }, 'ENDPOINT_BAD_REQUEST', 'sample'],
  ])('answers status %i %j with %s, once', async (status, body, code, scope) => {
    const server = await start();
    server.setBehaviour({ kind: 'status', status, body });
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect([outcome.code, outcome.scope, server.log.length]).toEqual([code, scope, 1]);
    expect(outcome.details.remedy).toMatch(/\.$/);
  });

  it('tells a wrong model from everything else when the server says 404', async () => {
    const server = await start({ models: ['another'] });
    expect(await one(captionerFor(server.url).captioner, request('a'))).toMatchObject({
      code: 'ENDPOINT_MODEL_UNKNOWN',
    });
  });

  it('shows the beginning of a web page that came instead of JSON', async () => {
    const server = await start();
    server.setBehaviour({
      kind: 'raw',
      body: '<!doctype html><title>Log in</title>',
      contentType: 'text/html',
    });
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect(outcome).toMatchObject({ code: 'ENDPOINT_BAD_REPLY' });
    expect([outcome.message, outcome.details.excerpt]).toEqual([
      'The endpoint answered with a web page instead of JSON.',
      '<!doctype html><title>Log in</title>',
    ]);
  });

  it.each([
    [
      { kind: 'reply', message: { content: '' } },
      { text: '', finishReason: 'stop' },
    ],
    [
      { kind: 'reply', message: { content: null } },
      { text: '', finishReason: 'stop' },
    ],
    [
      { kind: 'reply', finishReason: 'content_filter', message: { content: '' } },
      { text: '', finishReason: 'content-filter' },
    ],
    [
      { kind: 'reply', message: { content: null, refusal: 'I cannot.' } },
      { text: 'I cannot.', finishReason: 'content-filter' },
    ],
    [
      { kind: 'reply', finishReason: 'length', message: { content: 'Half a' } },
      { text: 'Half a', finishReason: 'length' },
    ],
    [{ kind: 'reply', message: { content: '<think>Hm.</think>\n\nA dog.' } }, { text: 'A dog.' }],
    [
      {
        kind: 'reply',
        message: {
          content: [
            { type: 'text', text: 'A ' },
            { type: 'text', text: 'cat.' },
          ],
        },
      },
      { text: 'A cat.' },
    ],
  ] as const)('a paid reply is a reply: %j', async (behaviour, expected) => {
    const server = await start();
    server.setBehaviour(behaviour);
    expect(await one(captionerFor(server.url).captioner, request('a'))).toMatchObject(expected);
  });

  it('says that reasoning was taken off', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'reply', message: { content: 'A dog.', reasoning_content: 'Hm.' } });
    const { captioner } = captionerFor(server.url);
    await one(captioner, request('a'));
    expect(captioner.note).toBe('Reasoning was taken off one reply');
  });

  it('learns which parameters the server does not take', async () => {
    const server = await start();
    server.setBehaviour(({ body }) => {
      const wrong = 'max_tokens' in body ? 'max_tokens' : 'temperature' in body ? 'temperature' : undefined;
      if (wrong === undefined) return { kind: 'ok' };
      const message =
        wrong === 'max_tokens'
          ? "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
          : "Unsupported value: 'temperature' does not support 0 with this model.";
      return { kind: 'status', status: 400, body: { error: { message } } };
    });
    const { captioner } = captionerFor(server.url);
    expect(await one(captioner, request('a'))).toMatchObject({ attempts: 1, finishReason: 'stop' });
    await one(captioner, request('b'));
    expect(server.log).toHaveLength(4);
    expect(server.log.at(-1)?.body).toMatchObject({ max_completion_tokens: 200 });
  });

  it('stops after a few quick attempts when nobody is there', async () => {
    const { captioner, timing } = captionerFor(await deserted());
    const outcome = await one(captioner, request('a'));
    expect([outcome.code, outcome.scope, outcome.details.attempts]).toEqual([
      'ENDPOINT_UNREACHABLE',
      'run',
      3,
    ]);
    expect(timing.waits).toEqual([200, 400]);
  });

  it('does not send pictures along a redirect', async () => {
    const other = await start();
    const server = await start();
    server.setBehaviour({
      kind: 'status',
      status: 307,
      headers: { location: `${other.url}/chat/completions` },
    });
    const outcome = await one(captionerFor(server.url, { key: 'secret' }).captioner, request('a'));
    expect([outcome.code, other.log.length]).toEqual(['ENDPOINT_BAD_REPLY', 0]);
  });
});

describe('money', () => {
  it('reserves the worst case of every attempt before it is sent, and settles by what came [RUN7]', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0 ? { kind: 'status', status: 500 } : { kind: 'ok' },
    );
    const budget = countingBudget();
    const { captioner } = captionerFor(server.url, {
      budget,
      endpoint: { name: 'mine', url: server.url, model: '', price },
    });
    const reply = await one(captioner, request('a'));
    const real = (300 * 1 + 20 * 10) / 1e6;
    expect(reply.costUsd).toBeCloseTo(real, 12);
    expect(budget.settled).toEqual([0, real]);
    expect(budget.reserved).toHaveLength(2);
    expect(Math.min(...budget.reserved)).toBeGreaterThan(real);
  });

  it('keeps the worst case where nobody knows whether it was billed [RUN7]', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'hang' });
    const budget = countingBudget();
    const { captioner } = captionerFor(server.url, {
      budget,
      endpoint: { name: 'mine', url: server.url, model: '', price },
      requestMs: 50,
      policy: { attempts: 2 },
    });
    expect(await one(captioner, request('a'))).toMatchObject({ code: 'ENDPOINT_TIMEOUT' });
    expect(budget.settled).toEqual(budget.reserved);
    expect(budget.settled).toHaveLength(2);
  });

  it('settles with nothing what was never sent [RUN7]', async () => {
    const budget = countingBudget();
    const endpoint = { name: 'mine', url: await deserted(), model: '', price };
    const { captioner } = captionerFor(endpoint.url, { budget, endpoint });
    await one(captioner, request('a'));
    expect(budget.settled).toEqual([0, 0, 0]);
  });

  it('sends nothing that could cross the cap [RUN7]', async () => {
    const server = await start();
    const budget = countingBudget(0.02);
    const { captioner } = captionerFor(server.url, {
      budget,
      endpoint: { name: 'mine', url: server.url, model: '', price },
    });
    const outcomes = await captioner.caption(
      [...names.values()].map((name) => request(name)),
      never,
    );
    const stopped = outcomes.filter((outcome) => (outcome as CodedError).code === 'BUDGET_REACHED');
    expect(stopped.length).toBeGreaterThan(0);
    expect(server.log.length + stopped.length).toBe(names.size);
  });

  it('reserves nothing where the price is 0, and says nothing of costs where there is no price', async () => {
    const server = await start();
    const budget = countingBudget();
    const free = {
      name: 'mine',
      url: server.url,
      model: '',
      price: { inputPerMillion: 0, outputPerMillion: 0 },
    };
    expect(
      (await one(captionerFor(server.url, { budget, endpoint: free }).captioner, request('a'))).costUsd,
    ).toBe(0);
    expect('costUsd' in (await one(captionerFor(server.url, { budget }).captioner, request('b')))).toBe(
      false,
    );
    expect(budget.reserved).toEqual([]);
  });
});

describe('stopping', () => {
  it('cancels what is under way and what waits [RUN8]', async () => {
    const server = await start();
    const abort = new AbortController();
    server.setBehaviour(() => {
      abort.abort();
      return { kind: 'hang' };
    });
    const { captioner } = captionerFor(server.url);
    const outcomes = await captioner.caption(
      [...names.values()].map((name) => request(name)),
      abort.signal,
    );
    expect(new Set(outcomes.map((outcome) => (outcome as CodedError).code))).toEqual(new Set(['CANCELLED']));
  });
});
