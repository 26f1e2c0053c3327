import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Chord,
  chordsOf,
  formatChord,
  type KeyPress,
  NAMED_KEYS,
  normalChord,
  parseChord,
} from './chord.ts';

const signs = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.split('');
const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('');
const held = { ctrl: fc.boolean(), alt: fc.boolean(), super: fc.boolean() };
const chords: fc.Arbitrary<Chord> = fc.oneof(
  fc.record({ ...held, shift: fc.boolean(), key: fc.constantFrom(...lettersAndDigits, ...NAMED_KEYS) }),
  fc.record({ ...held, shift: fc.constant(false), key: fc.constantFrom(...signs) }),
);

function press(key: string, code: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held };
}

describe('parseChord() and formatChord()', () => {
  it('[KEY2] are each other’s reverse', () => {
    fc.assert(
      fc.property(chords, (chord) => {
        expect(parseChord(formatChord(chord))).toEqual(chord);
      }),
    );
  });

  it('[KEY2] whatever is read is written in one way only', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = normalChord(text);
        if (once !== undefined) expect(normalChord(once)).toBe(once);
      }),
    );
  });

  it.each([
    ['shift+ctrl+z', 'Ctrl+Shift+Z'],
    ['Ctrl++', 'Ctrl++'],
    ['+', '+'],
    ['Shift+?', '?'],
    ['ctrl+arrowleft', 'Ctrl+ArrowLeft'],
    ['esc', 'Esc'],
  ])('%s is %s', (text, chord) => expect(normalChord(text)).toBe(chord));

  it.each([
    '',
    'Ctrl',
    'Ctrl+',
    'Ctrl+Ctrl+A',
    'Hyper+A',
    'Ctrl+AB',
    'Ctrl+ä',
    '++',
    'F25',
    'A+B',
    '+Ctrl+A',
  ])('%s is no chord', (text) => expect(parseChord(text)).toBeUndefined());
});

describe('chordsOf()', () => {
  it('[KEY2] goes by what the key types, so that Z is where Z is printed', () => {
    expect(chordsOf(press('z', 'KeyY', { ctrlKey: true }), false)).toEqual(['Ctrl+Z']);
    expect(chordsOf(press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), false)).toEqual(['Ctrl+Shift+Z']);
  });
  it('[KEY2] goes by the place of the key where the layout has no Latin letters', () => {
    expect(chordsOf(press('я', 'KeyZ', { ctrlKey: true }), false)).toEqual(['Ctrl+Z']);
    expect(chordsOf(press('б', 'Comma', { ctrlKey: true }), false)).toEqual(['Ctrl+,']);
    expect(chordsOf(press('µ', 'KeyM', { altKey: true }), true)).toEqual(['Alt+M']);
    expect(chordsOf(press('Dead', 'KeyE', { altKey: true }), true)).toEqual(['Alt+E']);
  });
  it('[KEY2] digits are found on a keyboard that types them with Shift', () => {
    expect(chordsOf(press('&', 'Digit1', { ctrlKey: true }), false)).toEqual(['Ctrl+&', 'Ctrl+1']);
    expect(chordsOf(press('!', 'Digit1', { shiftKey: true }), false)).toEqual(['!', 'Shift+1']);
  });
  it('[KEY2] Shift is part of a sign, wherever a keyboard has it', () => {
    expect(chordsOf(press('?', 'Slash', { shiftKey: true }), false)).toEqual(['?']);
    expect(chordsOf(press('?', 'Minus', { shiftKey: true }), false)).toEqual(['?']);
    expect(chordsOf(press('/', 'Digit7', { shiftKey: true }), false)).toEqual(['/', 'Shift+7']);
  });
  it('Ctrl is Cmd on a Mac, and its own Control key is another', () => {
    expect(chordsOf(press('k', 'KeyK', { metaKey: true }), true)).toEqual(['Ctrl+K']);
    expect(chordsOf(press('k', 'KeyK', { ctrlKey: true }), true)).toEqual(['Super+K']);
    expect(chordsOf(press('k', 'KeyK', { metaKey: true }), false)).toEqual(['Super+K']);
  });
  it('AltGr types characters and is not Ctrl and Alt', () => {
    const altGr = { ctrlKey: true, altKey: true, getModifierState: () => true };
    expect(chordsOf(press('@', 'KeyQ', altGr), false)).toEqual(['@']);
  });
  it('nothing while an input method composes, nor for a modifier alone', () => {
    expect(chordsOf(press('a', 'KeyA', { isComposing: true }), false)).toEqual([]);
    expect(chordsOf(press('Shift', 'ShiftLeft', { shiftKey: true }), false)).toEqual([]);
    expect(chordsOf(press('Process', 'Unknown'), false)).toEqual([]);
  });
  it('[KEY2] whatever is pressed is a chord as it is written', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 2 }),
        fc.constantFrom('KeyA', 'Digit4', 'Period', 'IntlBackslash', ''),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (key, code, ctrlKey, shiftKey, mac) => {
          for (const text of chordsOf(press(key, code, { ctrlKey, shiftKey }), mac))
            expect(normalChord(text)).toBe(text);
        },
      ),
    );
  });
});
