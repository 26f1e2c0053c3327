import { expect, it } from 'vitest';
import { newWords } from './new-words.ts';

it('[SCREEN7] marks what a checkpoint says and the one before did not', () => {
  expect(newWords('A rocket on the ground.', 'A tall rocket on the ground.')).toEqual([
    { kind: 'same', text: 'A ' },
    { kind: 'added', text: 'tall ' },
    { kind: 'same', text: 'rocket on the ground.' },
  ]);
});

it('[SCREEN7] the first checkpoint has nothing to be new against', () => {
  expect(newWords(undefined, 'A rocket.')).toEqual([{ kind: 'same', text: 'A rocket.' }]);
  expect(newWords('A rocket.', '')).toEqual([]);
});
