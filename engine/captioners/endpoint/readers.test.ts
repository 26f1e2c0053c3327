import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseUrlOf } from './endpoint-client.ts';
import { holdMs, parseDuration, retryAfterMs } from './rate-limits.ts';
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

  it('holds back only when nothing is left', () => {
    const left = (remaining: string) =>
      holdMs(
        headers({ 'x-ratelimit-remaining-requests': remaining, 'x-ratelimit-reset-requests': '1m2.5s' }),
      );
    expect([left('0'), left('3'), holdMs(undefined)]).toEqual([62_500, undefined, undefined]);
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
