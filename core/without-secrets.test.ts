import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationalError, toErrorRecord } from './errors.ts';
import { withoutSecrets } from './without-secrets.ts';

const KEY = 'sk-proj-abcDEF0123456789_xyz';

describe('text from outside', () => {
  it.each([
    `Incorrect API key provided: ${KEY}. You can find yours online.`,
    `{"headers":{"Authorization":"Bearer ${KEY}","accept":"*/*"}}`,
    `{"headers":{"authorization":"Basic dXNlcjpwYXNz${KEY}"}}`,
    `curl -H 'Authorization: Bearer local-${KEY}' http://host/v1`,
    `authorization: Token ${KEY}\r\nhost: x`,
    `x-api-key: ${KEY}`,
    `api_key=${KEY}&model=m`,
    `{'api-key': '${KEY}'}`,
    `{"message": "escaped \\"password\\": \\"${KEY}\\""}`,
    `proxy http://user:${KEY}@proxy.example:3128 failed`,
    `Set-Cookie: ${KEY}`,
    `token eyJhbGciOiJIUzI1NiJ9.${'e30'.repeat(3)}.${KEY}`,
  ])('[RUN6] keeps no key: %s', (text) => {
    const cleaned = withoutSecrets(text);
    expect(cleaned).not.toContain(KEY);
    expect(cleaned).not.toContain('abcDEF0123456789');
    expect(cleaned).not.toContain('dXNlcjpwYXNz');
  });

  it.each([
    'The picture cannot be read.',
    'This model’s maximum context length is 4096 tokens.',
    '{"error":{"message":"max_tokens is too large","type":"invalid_request_error","param":"max_tokens"}}',
    'See https://example.org/docs?page=2 for the basic rules.',
    'The tokens: 300 prompt, 20 completion.',
  ])('stays as it is where nothing is secret: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('[RUN6] leaves what stands around a secret, and the form of JSON', () => {
    const cleaned = withoutSecrets(`{"a":1,"authorization":"Bearer ${KEY}","b":[2]}`);
    expect(JSON.parse(cleaned)).toEqual({ a: 1, authorization: '[removed]', b: [2] });
  });

  it('[RUN6] any key after Bearer is gone, whatever stands around it', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9._~+/-]{12,60}$/);
    fc.assert(
      fc.property(fc.string(), key, fc.string(), (before, secret, after) => {
        expect(withoutSecrets(`${before} Bearer ${secret} ${after}`)).not.toContain(` ${secret} `);
      }),
    );
  });

  it('[RUN6] records of errors are cleaned, message and excerpt', () => {
    const error = new OperationalError('ENDPOINT_SERVER', `It said ${KEY}.`, {
      excerpt: `Authorization: Bearer ${KEY}`,
    });
    expect(JSON.stringify(toErrorRecord(error))).not.toContain(KEY);
  });
});
