import { describe, expect, it } from 'vitest';
import type { SampleId } from '../../core/ids.ts';
import { ALL, boxOf, choiceOf, countChosen, isChosen, NONE, toggled } from './chosen-samples.ts';

const [a, b, c] = ['a', 'b', 'c'] as SampleId[] as [SampleId, SampleId, SampleId];
const group = { node: 'captioner', outcome: 'failed', cause: 'IMAGE_EMPTY …' } as const;

describe('samples of a group', () => {
  it('are chosen one by one, all at once, and one taken out of all', () => {
    const one = toggled(NONE, b, [a, b, c]);
    expect([isChosen(one, a), isChosen(one, b), countChosen(one, 9), boxOf(one, 9)]).toEqual([
      false,
      true,
      1,
      'mixed',
    ]);
    expect(boxOf(toggled(one, b, [a, b, c]), 9)).toBe(false);
    expect([isChosen(ALL, c), countChosen(ALL, 9), boxOf(ALL, 9)]).toEqual([true, 9, true]);
    const rest = toggled(ALL, b, [a, b, c]);
    expect([isChosen(rest, a), isChosen(rest, b), countChosen(rest, 9)]).toEqual([true, false, 2]);
    expect(boxOf(toggled(toggled(NONE, a, [a, b]), b, [a, b]), 2)).toBe(true);
  });

  it('are named to the engine one by one, else by their cause', () => {
    expect(choiceOf(group, toggled(NONE, b, [a, b]))).toEqual({ node: 'captioner', samples: [b] });
    const whole = { node: 'captioner', cause: 'IMAGE_EMPTY …' };
    expect([choiceOf(group, NONE), choiceOf(group, ALL)]).toEqual([whole, whole]);
    expect(choiceOf({ ...group, outcome: 'rejected', cause: 'skipped' }, ALL)).toEqual({ node: 'captioner' });
  });
});
