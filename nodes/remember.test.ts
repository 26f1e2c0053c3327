import { expect, it } from 'vitest';
import { remember, rememberLatest } from './remember.ts';

it('works a thing out once for each object', () => {
  let worked = 0;
  const sizes = remember((list: readonly number[]) => {
    worked += 1;
    return list.length;
  });
  const list = [1, 2];
  expect([sizes(list), sizes(list), sizes([])]).toEqual([2, 2, 0]);
  expect(worked).toBe(2);
});

it('remembers the texts that were used last', () => {
  const worked: string[] = [];
  const upper = rememberLatest(2, (text) => {
    worked.push(text);
    return text.toUpperCase();
  });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(upper)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(worked).toEqual(['a', 'b', 'c', 'b']);
});
