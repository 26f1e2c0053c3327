import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseUrlOf } from './endpoint-client.ts';
import { QuotaWatch } from './quota-watch.ts';
import { parseDuration, readQuotas, retryAfterMs } from './rate-limits.ts';
import { readChatReply, stripReasoning } from './read-chat-reply.ts';

const headers = (all: Record<string, string>) => new Headers(all);

describe('rate limits', () => {
  it('reads Retry-After in seconds, as a date, and in milliseconds [RUN6]', () => {
    const now = Date.parse('2026-11-23T00:00:00Z');
    expect(retryAfterMs(headers({ 'retry-after': '2' }), now)).toBe(2000);
    expect(retryAfterMs(headers({ 'retry-after': 'Mon, 23 Nov 2026 00:00:09 GMT' }), now)).toBe(9000);
    expect(retryAfterMs(headers({ 'retry-after': 'Mon, 23 Nov 2020 00:00:09 GMT' }), now)).toBe(0);
    expect(retryAfterMs(headers({ 'retry-after-ms': '15' }), now)).toBe(15);
    expect(retryAfterMs(headers({ 'retry-after': 'soon' }), now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });

  it('[CAP12] reads what is left by OpenAI, by Anthropic and by both forms of the IETF’s draft', () => {
    const now = Date.parse('2026-11-23T00:00:00Z');
    const quotas = (all: Record<string, string>) => readQuotas(headers(all), now);
    expect([
      quotas({
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1m2.5s',
        'x-ratelimit-remaining-tokens': '9000',
        'x-ratelimit-reset-tokens': '20ms',
      }),
      quotas({
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-23T00:00:09Z',
      }),
      quotas({ ratelimit: '"burst";r=0;t=7, "day";r=12;t=3600' }),
      quotas({ 'ratelimit-limit': '100', 'ratelimit-remaining': '3', 'ratelimit-reset': '30' }),
      quotas({ 'x-ratelimit-remaining-requests': 'many', ratelimit: 'r=1' }),
      readQuotas(undefined, now),
    ]).toEqual([
      [
        { what: 'requests', remaining: 59, resetMs: 62_500, limit: 60 },
        { what: 'tokens', remaining: 9000, resetMs: 20 },
      ],
      [{ what: 'requests', remaining: 0, resetMs: 9000, limit: 50 }],
      [
        { what: 'requests', remaining: 0, resetMs: 7000 },
        { what: 'requests', remaining: 12, resetMs: 3_600_000 },
      ],
      [{ what: 'requests', remaining: 3, resetMs: 30_000 }],
      [],
      [],
    ]);
  });

  it('[CAP12] lets as many through as are left, what was sent meanwhile taken off, and then one at a time as it fills up', () => {
    const watch = new QuotaWatch();
    const [early, first] = [watch.send(0), watch.send(0)];
    watch.send(0);
    watch.learn(first, [{ what: 'requests', remaining: 3, resetMs: 57_000, limit: 60 }], undefined, 0);
    const waits = [0, 1, 2, 3].map(() => {
      const wait = watch.wait(0);
      if (wait === 0) watch.send(0);
      return wait;
    });
    expect(waits).toEqual([0, 0, 1000, 1000]);
    expect([watch.wait(999), watch.wait(1000)]).toEqual([1, 0]);
    watch.send(1000);
    expect(watch.wait(1000)).toBe(1000);
    watch.learn(early, [{ what: 'requests', remaining: 50, resetMs: 1 }], undefined, 1000);
    expect(watch.wait(1000)).toBe(1000);
  });

  it('never fails, whatever the headers hold', () => {
    const name = fc.constantFrom(
      'ratelimit',
      'x-ratelimit-remaining-requests',
      'x-ratelimit-reset-requests',
      'retry-after',
    );
    fc.assert(
      fc.property(name, fc.string({ unit: 'grapheme-ascii' }), (one, text) => {
        const all = { get: (asked: string) => (asked === one ? text : '1') };
        return readQuotas(all, 0).every(({ remaining, resetMs }) => remaining >= 0 && resetMs >= 0);
      }),
    );
  });

  it('reads durations of any units, and refuses the rest', () => {
    expect(['6m0s', '20ms', '1.5s', '2', '1h', '', 'x', '5 s'].map(parseDuration)).toEqual([
      360_000,
      20,
      1500,
      2000,
      3_600_000,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('reasoning', () => {
  it('is taken off whole, without its beginning and without its end', () => {
    expect(
      ['<think>a</think>b', 'a</think>b', 'b<think>a', '<think>a', 'b <thinking>x</thinking> c', 'b'].map(
        (text) => stripReasoning(text).text,
      ),
    ).toEqual(['b', 'b', 'b', '', 'b  c', 'b']);
  });

  it('leaves any text without such marks as it is, but for space at its ends', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/<\/?(think|reason)/i.test(text)),
        (text) => stripReasoning(text).text === text.trim(),
      ),
    );
  });
});

describe('replies', () => {
  it('never throw anything but ENDPOINT_BAD_REPLY, whatever came', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        try {
          readChatReply(body);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ENDPOINT_BAD_REPLY' });
        }
      }),
    );
  });

  it('live with usage that makes no sense', () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'A.' } }], usage: 'none' });
    expect(readChatReply(body)).toEqual({ text: 'A.', finishReason: 'other', reasoned: false });
  });
});

describe('addresses', () => {
  it('of servers get what their users leave out', () => {
    expect(
      [
        'http://127.0.0.1:11434',
        'http://a/v1/',
        'https://a/openai/v1',
        'https://a/v1/chat/completions?x=1',
      ].map(baseUrlOf),
    ).toEqual(['http://127.0.0.1:11434/v1', 'http://a/v1', 'https://a/openai/v1', 'https://a/v1']);
  });
});
