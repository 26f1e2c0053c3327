import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowSchema } from './flow-schema.ts';
import { jsonFault } from './json.ts';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('jsonFault', () => {
  it('finds nothing in JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => jsonFault(value) === undefined));
  });

  it.each([
    ['too deep', nested(66), /64 levels/],
    ['far too deep', nested(100_000), /64 levels/],
    ['too many', Array(200_001).fill(0), /200,000 values/],
    ['not finite', { a: [Number.POSITIVE_INFINITY] }, /not finite/],
    ['not JSON', { a: undefined }, /not JSON/],
    ['a function', { a: () => 1 }, /not JSON/],
  ])('%s', (_title, value, fault) => {
    expect(jsonFault(value)).toMatch(fault);
  });
});

describe('flows from strangers', () => {
  const withParams = (params: unknown) => flowSchema.safeParse({ nodes: [{ id: 'a', type: 'b.c', params }] });

  it('[BAD10] parameters nested beyond the stack are a problem, not a crash', () => {
    expect(withParams({ deep: nested(100_000) }).success).toBe(false);
  });

  it('[BAD10] names of prototypes are names like any other, and reach no prototype', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}';
    expect(withParams(JSON.parse(text)).success).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
