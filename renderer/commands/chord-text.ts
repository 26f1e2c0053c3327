import { type Chord, parseChord } from './chord.ts';
import { IS_MAC } from './platform.ts';

const MAC_KEYS: Readonly<Record<string, string>> = {
  Enter: '↵',
  Backspace: '⌫',
  Delete: '⌦',
  Tab: '⇥',
  Esc: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ContextMenu: 'Menu',
};
const OTHER_KEYS: Readonly<Record<string, string>> = {
  ...MAC_KEYS,
  Backspace: 'Backspace',
  Delete: 'Delete',
  Tab: 'Tab',
};

/** `Ctrl+Shift+K` as this system writes it: `Ctrl Shift K`, on a Mac `⇧⌘K`. What is no chord stays as it is. */
export function keyText(keys: string, mac: boolean = IS_MAC): string {
  const chord = parseChord(keys);
  if (!chord) return keys;
  const key = (mac ? MAC_KEYS : OTHER_KEYS)[chord.key] ?? chord.key;
  const held = mac
    ? [chord.super && '⌃', chord.alt && '⌥', chord.shift && '⇧', chord.ctrl && '⌘']
    : [chord.ctrl && 'Ctrl', chord.super && 'Win', chord.alt && 'Alt', chord.shift && 'Shift'];
  return [...held, key].filter(Boolean).join(mac ? '' : ' ');
}

/** As `aria-keyshortcuts` wants it, e.g. `Control+Shift+Z`. Undefined for what is no chord. */
export function ariaKeys(keys: string, mac: boolean = IS_MAC): string | undefined {
  const chord = parseChord(keys);
  return chord && [...modifierNames(chord, mac), ARIA_NAMES[chord.key] ?? chord.key].join('+');
}

function modifierNames(chord: Chord, mac: boolean): readonly string[] {
  const [main, other] = mac ? ['Meta', 'Control'] : ['Control', 'Meta'];
  return [chord.ctrl && main, chord.super && other, chord.alt && 'Alt', chord.shift && 'Shift'].filter(
    (name): name is string => typeof name === 'string',
  );
}

const ARIA_NAMES: Readonly<Record<string, string>> = { Esc: 'Escape', '+': 'Plus' };
