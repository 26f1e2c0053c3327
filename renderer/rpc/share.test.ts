import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share } from './share.ts';

describe('share()', () => {
  it('[FAST6] gives the old value for whatever says the same', () => {
    const before = {
      nodes: [
        { id: 'a', in: 1, outputs: { kept: 1 } },
        { id: 'b', in: 2 },
      ],
      spend: 0,
    };
    const after = {
      nodes: [
        { id: 'a', in: 1, outputs: { kept: 1 } },
        { id: 'b', in: 3 },
      ],
      spend: 0,
    };
    const shared = share(before, after);
    expect(shared).toEqual(after);
    expect(shared.nodes[0]).toBe(before.nodes[0]);
    expect(shared.nodes[1]).not.toBe(before.nodes[1]);
  });

  it('[FAST6] knows the items of a list by their id when others come before or go', () => {
    const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    const without = share([a, b, c], [{ id: 'b' }, { id: 'c' }]);
    expect(without.map((item) => [b, c].includes(item))).toEqual([true, true]);
    const more = share([a, c], [{ id: 'new' }, { id: 'a' }, { id: 'c' }]);
    expect([more[1] === a, more[2] === c]).toEqual([true, true]);
  });

  it('tells a missing value from one that is there', () => {
    expect(share({ a: undefined }, { b: undefined })).toEqual({ b: undefined });
    expect(share({ list: [] }, { list: {} })).toEqual({ list: {} });
    expect(share([1], { 0: 1 } as unknown)).toEqual({ 0: 1 });
    expect(share(null, {})).toEqual({});
  });

  it('changes nothing of what it is given and loses nothing, whatever came before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const copies = structuredClone([before, after]);
        expect(share(before, after)).toStrictEqual(after);
        expect([before, after]).toStrictEqual(copies);
      }),
    );
  });

  it('[FAST6] gives back the very same value for a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(share(value, structuredClone(value))).toBe(value);
      }),
    );
  });
});
