import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalChord } from './chord.ts';
import { readCustomKeys } from './read-custom-keys.ts';

it('[KEY4] takes what are keys, and keeps those of commands that it does not know', () => {
  expect(
    readCustomKeys({
      'run.start': ['ctrl+r', 'Ctrl+R', 7, 'nonsense'],
      'later.thing': ['Alt+L'],
      'run.stop': [],
      'edit.undo': 'Ctrl+Z',
      'edit.redo': null,
    }),
  ).toEqual({ 'run.start': ['Ctrl+R'], 'later.thing': ['Alt+L'], 'run.stop': [] });
});

it('[KEY4] whatever stands in the settings, only chords come out of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (stored) => {
      for (const keys of Object.values(readCustomKeys(stored)))
        for (const key of keys) expect(normalChord(key)).toBe(key);
    }),
  );
});
