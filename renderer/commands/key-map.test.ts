import fc from 'fast-check';
import { Keyboard } from 'lucide-react';
import { describe, expect, it } from 'vitest';
import { normalChord } from './chord.ts';
import { type Command, type Scope, scopesMeet } from './command.ts';
import { type CustomKeys, holdersOf, keyMap } from './key-map.ts';
import { refuseKeys } from './refuse-keys.ts';

function command(
  id: Command['id'],
  when: Scope,
  keys: readonly string[],
  more: Partial<Command> = {},
): Command {
  return { id, title: id, icon: Keyboard, category: 'general', when, keys, ...more };
}

const COMMANDS = [
  command('run.start', 'anywhere', ['Ctrl+Enter']),
  command('edit.undo', 'outside-fields', ['Ctrl+Z']),
  command('edit.copy', 'canvas', ['Ctrl+C'], { native: true }),
  command('node.mute', 'canvas', ['Ctrl+M'], { macKeys: ['Ctrl+Shift+M'] }),
  command('node.left', 'canvas', ['ArrowLeft']),
  command('image.left', 'image', ['ArrowLeft']),
];

function keysOf(custom: CustomKeys, mac = false): Record<string, readonly string[]> {
  return Object.fromEntries(keyMap(COMMANDS, custom, mac).keys);
}

describe('keyMap()', () => {
  it('[KEY1] gives every command its own keys where the user chose none, on a Mac those of a Mac', () => {
    expect(keysOf({})).toEqual({
      'run.start': ['Ctrl+Enter'],
      'edit.undo': ['Ctrl+Z'],
      'edit.copy': ['Ctrl+C'],
      'node.mute': ['Ctrl+M'],
      'node.left': ['ArrowLeft'],
      'image.left': ['ArrowLeft'],
    });
    expect(keysOf({}, true)['node.mute']).toEqual(['Ctrl+Shift+M']);
  });

  it('[KEY3] what the user chose goes before what a command comes with', () => {
    const keys = keysOf({ 'node.mute': ['ctrl+z', 'Alt+Q'] });
    expect(keys['node.mute']).toEqual(['Ctrl+Z', 'Alt+Q']);
    expect(keys['edit.undo']).toEqual([]);
  });

  it('[KEY3] an empty list takes the keys away', () => {
    expect(keysOf({ 'run.start': [] })['run.start']).toEqual([]);
  });

  it('[KEY3] the keys of the clipboard stay with the clipboard', () => {
    const keys = keysOf({ 'edit.undo': ['Ctrl+C'], 'edit.copy': ['Ctrl+B'] });
    expect(keys['edit.undo']).toEqual([]);
    expect(keys['edit.copy']).toContain('Ctrl+C');
  });

  it('[KEY3] keys are conflicting only where both commands could be meant', () => {
    const map = keyMap(COMMANDS, {}, false);
    const [, , , , left, image] = COMMANDS;
    if (!left || !image) throw new Error('six commands');
    expect(holdersOf(map, 'ArrowLeft', image)).toEqual([]);
    expect(holdersOf(map, 'Ctrl+Z', left).map(({ id }) => id)).toEqual(['edit.undo']);
  });

  it('[KEY4] whatever is kept as the user’s keys, each key means one thing in one place, and none is refused', () => {
    const keys = fc.oneof(
      fc.constantFrom('Ctrl+Z', 'Ctrl+W', 'A', 'Ctrl+Enter', 'Tab', 'Esc', 'ArrowLeft', 'Alt+Q', 'Ctrl+C'),
      fc.string(),
    );
    const names = fc.oneof(
      fc.constantFrom(...COMMANDS.map(({ id }) => id)),
      fc.constant('__proto__'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.array(keys, { maxLength: 4 })), fc.boolean(), (custom, mac) => {
        const map = keyMap(COMMANDS, custom, mac);
        for (const [chord, commands] of map.commands)
          for (const [index, one] of commands.entries()) {
            expect(normalChord(chord)).toBe(chord);
            expect(refuseKeys(chord, one.when, mac)).toBeUndefined();
            expect(map.keys.get(one.id)).toContain(chord);
            for (const other of commands.slice(index + 1))
              expect(scopesMeet(one.when, other.when)).toBe(false);
          }
      }),
    );
  });
});

describe('refuseKeys()', () => {
  it.each<[string, Scope, boolean, string | undefined]>([
    ['Ctrl+T', 'anywhere', false, 'browser'],
    ['Ctrl+O', 'anywhere', false, 'menu'],
    ['Ctrl++', 'anywhere', false, 'page-zoom'],
    ['Ctrl+M', 'canvas', true, 'system'],
    ['Ctrl+M', 'canvas', false, undefined],
    ['Ctrl+H', 'anywhere', true, 'system'],
    ['Super+D', 'anywhere', false, 'system'],
    ['Super+D', 'anywhere', true, undefined],
    ['Esc', 'anywhere', false, 'close'],
    ['Esc', 'canvas', false, undefined],
    ['Shift+Tab', 'canvas', false, 'leave'],
    ['Tab', 'outside-fields', false, 'leave'],
    ['Tab', 'canvas', false, undefined],
    ['Q', 'anywhere', false, 'typing'],
    ['Q', 'outside-fields', false, undefined],
    ['Enter', 'outside-fields', false, 'press'],
    ['Space', 'canvas', false, 'press'],
    ['F9', 'anywhere', false, undefined],
    ['Ctrl', 'anywhere', false, 'none'],
  ])('[KEY3] %s for a command %s, Mac %s: %s', (keys, scope, mac, refusal) =>
    expect(refuseKeys(keys, scope, mac)).toBe(refusal),
  );
});
