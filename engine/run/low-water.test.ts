import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LowWater } from './low-water.ts';

it('always knows the smallest ordinal of what was added and not removed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 200 }), (steps) => {
      const water = new LowWater();
      const model: number[] = [];
      for (const [adds, ordinal] of steps) {
        if (adds) {
          water.add(ordinal);
          model.push(ordinal);
        } else if (model.includes(ordinal)) {
          water.remove(ordinal);
          model.splice(model.indexOf(ordinal), 1);
        }
        expect(water.min()).toBe(Math.min(Number.POSITIVE_INFINITY, ...model));
      }
    }),
  );
});
