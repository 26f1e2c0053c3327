import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileNameOf } from './project-path.ts';

it.each([
  ['Captions for a LoRA', 'Captions for a LoRA'],
  ['../../etc/passwd', 'etc passwd'],
  ['a:b*c?', 'a b c'],
  ['...', 'Project'],
  ['CON', 'Project CON'],
  [' two  words ', 'two words'],
])('%j becomes %j', (name, file) => {
  expect(fileNameOf(name)).toBe(file);
});

it('gives a name that lies in its folder, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const file = fileNameOf(name);
      expect(file).toMatch(/^[^<>:"/\\|?*\p{Cc}]{1,110}$/u);
      expect(file).not.toMatch(/^\.|[. ]$/);
    }),
  );
});
