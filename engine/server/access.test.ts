import { describe, expect, it } from 'vitest';
import { hasSession, newSecret, refuseForeign, sameSecret, sessionCookie } from './access.ts';

const PORT = 4321;
const ask = (headers: Record<string, string>, more: { method?: string; upgrade?: boolean } = {}) =>
  refuseForeign(
    {
      method: more.method ?? 'GET',
      upgrade: more.upgrade ?? false,
      headers: { host: `127.0.0.1:${PORT}`, ...headers },
    },
    PORT,
  )?.status;

describe('refuseForeign', () => {
  it.each([
    [{}, undefined],
    [{ host: `localhost:${PORT}` }, undefined],
    [{ host: `LOCALHOST:${PORT}` }, undefined],
    [{ host: 'evil.example' }, 403],
    [{ host: `evil.example:${PORT}` }, 403],
    [{ host: '127.0.0.1' }, 403],
    [{ host: '127.0.0.1:80' }, 403],
    [{ host: `[::1]:${PORT}` }, 403],
  ])('[SRV2] Host %j', (headers: Record<string, string>, expected) => {
    expect(ask(headers)).toBe(expected);
  });

  it.each([
    [{ origin: `http://127.0.0.1:${PORT}` }, undefined],
    [{ origin: `http://localhost:${PORT}` }, undefined],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: `https://127.0.0.1:${PORT}` }, 403],
    [{ origin: 'http://127.0.0.1:1' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 403],
  ])('[SRV3] Origin %j of a socket or a post', (headers: Record<string, string>, expected) => {
    expect([ask(headers, { upgrade: true }), ask(headers, { method: 'POST' })]).toEqual([expected, expected]);
  });

  it('[SRV3] a page of another site may lead here but not embed us', () => {
    const cross = { 'sec-fetch-site': 'cross-site' };
    expect(ask({ ...cross, 'sec-fetch-mode': 'navigate' })).toBeUndefined();
    expect(ask({ ...cross, 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(ask({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(ask({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBeUndefined();
  });
});

describe('secrets', () => {
  it('[SRV1] are 256 random bits and never repeat', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    expect(new Set(secrets).size).toBe(50);
    expect(Buffer.from(secrets[0] ?? '', 'base64url').length).toBe(32);
  });

  it('are compared whole', () => {
    expect([
      sameSecret('abc', 'abc'),
      sameSecret('ab', 'abc'),
      sameSecret('', 'abc'),
      sameSecret('abd', 'abc'),
    ]).toEqual([true, false, false, false]);
  });

  it('[SRV1] the cookie is found among others and must be right', () => {
    const [pair = ''] = sessionCookie(PORT, 'secret').split(';');
    const facts = (cookie: string) => ({ method: 'GET', upgrade: false, headers: { cookie } });
    expect(hasSession(facts(`other=1; ${pair}; more=2`), PORT, 'secret')).toBe(true);
    expect(hasSession(facts(`other=1; ${pair}x`), PORT, 'secret')).toBe(false);
    expect(hasSession(facts(pair), PORT + 1, 'secret')).toBe(false);
    expect(hasSession({ method: 'GET', upgrade: false, headers: {} }, PORT, 'secret')).toBe(false);
  });
});
