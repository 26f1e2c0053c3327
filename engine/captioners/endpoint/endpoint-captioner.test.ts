import { afterEach, describe, expect, it } from 'vitest';
import type { CaptionReply } from '../../../core/captioner.ts';
import { UserError } from '../../../core/errors.ts';
import {
  captionerFor,
  closeServers,
  deserted,
  hashOf,
  names,
  never,
  one,
  request,
  start,
} from './testing-captioner.ts';
import { testingCaption } from './testing-endpoint.ts';

afterEach(closeServers);

describe('a captioner over an endpoint', () => {
  it('[CAP11] sends picture, prompt, system text, limit and seed, and reads the reply', async () => {
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

  it('[CAP15] sends no Authorization header without a key, and nothing that the environment holds for OpenAI', async () => {
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

  it('[CAP1] keeps the order of the requests, whatever the order of the replies', async () => {
    const server = await start({ delayMs: 5 });
    const { captioner } = captionerFor(server.url);
    const asked = [...names.values()].map((name) => request(name));
    const replies = await captioner.caption(asked, never);
    expect(replies.map((reply) => (reply as CaptionReply).text)).toEqual(
      asked.map(({ image, prompt }) => testingCaption(image, prompt)),
    );
  });

  it('[CAP2] [RUN3] is known by its model, never by its address', async () => {
    const { captioner } = captionerFor('http://127.0.0.1:9/v1');
    expect(captioner.identity).toEqual({ provider: 'endpoint', model: 'test-model', revision: null });
  });

  it.each([408, 409, 425, 429, 500, 503])(
    '[CAP12] [RUN6] tries again after status %i, and says how often',
    async (status) => {
      const server = await start();
      server.setBehaviour((_request, earlier) => (earlier < 2 ? { kind: 'status', status } : { kind: 'ok' }));
      const { captioner, timing } = captionerFor(server.url);
      expect(await one(captioner, request('a'))).toMatchObject({ attempts: 3, finishReason: 'stop' });
      expect(timing.waits.slice(0, 2)).toEqual([250, 500]);
    },
  );

  it('[CAP12] [RUN6] waits as long as Retry-After asks', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '7' } } : { kind: 'ok' },
    );
    const { captioner, timing } = captionerFor(server.url);
    expect(await one(captioner, request('a'))).toMatchObject({ attempts: 2 });
    expect(timing.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(7000);
  });

  it('[CAP12] gives up for this run after five attempts, with what came last', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'status', status: 503, body: { error: { message: 'busy' } } });
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect(outcome).toMatchObject({ code: 'ENDPOINT_SERVER', details: { attempts: 5 } });
    expect(outcome.details.excerpt).toContain('busy');
    expect(server.log).toHaveLength(5);
  });

  it('[CAP13] slows down when it is told to, and says so', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'status', status: 429 });
    const { captioner } = captionerFor(server.url);
    const outcome = await one(captioner, request('a'));
    expect(outcome).toMatchObject({ code: 'ENDPOINT_RATE_LIMITED', details: { attempts: 10 } });
    expect(captioner.note).toBe('Slowed to 1 at once: 429');
  });

  it('[CAP12] keeps to what the headers say is left, instead of being refused', async () => {
    const server = await start();
    server.setBehaviour(() => ({
      kind: 'reply',
      headers: {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-reset-requests': '60s',
      },
    }));
    const { captioner, timing } = captionerFor(server.url);
    for (const name of ['a', 'b', 'c']) await one(captioner, request(name));
    expect(timing.waits).toEqual([1000, 1000]);
  });

  it('[CAP12] takes a refusal that comes with status 200 for what it is', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0
        ? { kind: 'raw', body: JSON.stringify({ error: { code: 429, message: 'Slow down.' } }) }
        : { kind: 'ok' },
    );
    const { captioner, pool } = captionerFor(server.url);
    expect(await one(captioner, request('a'))).toMatchObject({ attempts: 2, finishReason: 'stop' });
    expect(pool.statistics().refused).toBe(1);
  });

  it('[CAP3] needs nothing before the first request, and asks again until nothing stands against it', async () => {
    const server = await start();
    let missing = true;
    const { captioner } = captionerFor(server.url, {
      ready: async () => {
        if (missing) throw new UserError('ENDPOINT_AUTH', 'There is no key.');
      },
    });
    expect(captioner.identity).toMatchObject({ model: 'test-model' });
    expect(await one(captioner, request('a'))).toMatchObject({ code: 'ENDPOINT_AUTH' });
    missing = false;
    expect(await one(captioner, request('a'))).toMatchObject({ finishReason: 'stop' });
  });

  it('takes the key that was entered since the last one was refused, for all requests that begin then', async () => {
    const server = await start({ key: 'right' });
    let key = 'wrong';
    let asked = 0;
    const { captioner } = captionerFor(server.url, {
      key,
      keyNow: async () => {
        asked += 1;
        return key;
      },
    });
    expect(await one(captioner, request('a'))).toMatchObject({ code: 'ENDPOINT_AUTH' });
    expect(await one(captioner, request('a'))).toMatchObject({ code: 'ENDPOINT_AUTH' });
    key = 'right';
    const replies = await captioner.caption(
      ['a', 'b', 'c', 'd'].map((name) => request(name)),
      never,
    );
    expect(replies.map((reply) => !(reply instanceof Error) && reply.finishReason)).toEqual(
      Array(4).fill('stop'),
    );
    await one(captioner, request('e'));
    expect(asked).toBe(2);
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
    [422, { detail: [{ msg: 'image too small' }] }, 'ENDPOINT_BAD_REQUEST', 'sample'],
    [400, { detail: "Server is pinned to 'a'; requested 'test-model'." }, 'ENDPOINT_MODEL_UNKNOWN', 'run'],
    [
      404,
      { object: 'error', message: 'The model `test-model` does not exist.' },
      'ENDPOINT_MODEL_UNKNOWN',
      'run',
    ],
    [402, 'Payment required', 'ENDPOINT_QUOTA', 'run'],
  ])('[RUN6] answers status %i %j with %s, once', async (status, body, code, scope) => {
    const server = await start();
    server.setBehaviour({ kind: 'status', status, body });
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect([outcome.code, outcome.scope, server.log.length]).toEqual([code, scope, 1]);
    expect(outcome.details.remedy).toMatch(/\.$/);
    expect(outcome.details.excerpt).toContain(
      typeof body === 'string' ? body : /image|model|key|no|quota/.exec(JSON.stringify(body))?.[0],
    );
  });

  it('tells a wrong model from everything else when the server says 404', async () => {
    const server = await start({ models: ['another'] });
    expect(await one(captionerFor(server.url).captioner, request('a'))).toMatchObject({
      code: 'ENDPOINT_MODEL_UNKNOWN',
    });
  });

  const page = {
    kind: 'raw',
    body: '<!doctype html><title>Log in</title>',
    contentType: 'text/html',
  } as const;

  it('[CAP22] [RUN6] pauses the run when nothing but web pages comes, and shows the beginning of one', async () => {
    const server = await start();
    server.setBehaviour(page);
    const outcome = await one(captionerFor(server.url).captioner, request('a'));
    expect([outcome.code, outcome.scope, server.log.length]).toEqual(['ENDPOINT_NOT_CHAT', 'run', 3]);
    expect([outcome.message, outcome.details.excerpt]).toEqual([
      '“mine” does not answer like a chat endpoint: the endpoint answered with a web page instead of JSON.',
      '<!doctype html><title>Log in</title>',
    ]);
  });

  it('[CAP22] [RUN6] takes it for the picture’s fault while others are answered', async () => {
    const server = await start();
    const { captioner } = captionerFor(server.url);
    server.setBehaviour(({ prompt }) => (prompt === 'odd' ? page : { kind: 'ok' }));
    const odd = request('a', { prompt: 'odd' });
    server.setBehaviour(async ({ prompt }) => {
      if (prompt !== 'odd') return { kind: 'ok' };
      await one(captioner, request('b', { prompt: `between ${Math.random()}` }));
      return page;
    });
    const outcome = await one(captioner, odd);
    expect([outcome.code, outcome.scope]).toEqual(['ENDPOINT_BAD_REPLY', 'sample']);
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
  ] as const)('[CAP4] a paid reply is a reply: %j', async (behaviour, expected) => {
    const server = await start();
    server.setBehaviour(behaviour);
    expect(await one(captionerFor(server.url).captioner, request('a'))).toMatchObject(expected);
  });

  it('[CAP4] says that reasoning was taken off', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'reply', message: { content: 'A dog.', reasoning_content: 'Hm.' } });
    const { captioner } = captionerFor(server.url);
    await one(captioner, request('a'));
    expect(captioner.note).toBe('Reasoning was taken off one reply');
  });

  it('[CAP11] learns which parameters the server does not take', async () => {
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

  it('[CAP12] tries again when the connection breaks before the answer, and says so in the end', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) => (earlier === 0 ? { kind: 'reset' } : { kind: 'ok' }));
    const { captioner } = captionerFor(server.url);
    expect(await one(captioner, request('a'))).toMatchObject({ attempts: 2, finishReason: 'stop' });
    server.setBehaviour({ kind: 'reset' });
    expect(await one(captioner, request('b'))).toMatchObject({
      code: 'ENDPOINT_SERVER',
      details: { attempts: 5 },
    });
  });

  it('[CAP12] stops after a few quick attempts when nobody is there', async () => {
    const { captioner, timing } = captionerFor(await deserted());
    const outcome = await one(captioner, request('a'));
    expect([outcome.code, outcome.scope, outcome.details.attempts]).toEqual([
      'ENDPOINT_UNREACHABLE',
      'run',
      3,
    ]);
    expect(timing.waits).toEqual([200, 400]);
  });

  it('[CAP15] does not send pictures along a redirect', async () => {
    const other = await start();
    const server = await start();
    server.setBehaviour({
      kind: 'status',
      status: 307,
      headers: { location: `${other.url}/chat/completions` },
    });
    const outcome = await one(captionerFor(server.url, { key: 'secret' }).captioner, request('a'));
    expect([outcome.code, outcome.message, other.log.length]).toEqual([
      'ENDPOINT_NOT_CHAT',
      '“mine” does not answer like a chat endpoint: “mine” sends requests on to another address.',
      0,
    ]);
  });
});
