/**
 * A key with its modifiers, written `Ctrl+Shift+Z`. `Ctrl` is the main modifier: Cmd on a Mac, Ctrl elsewhere; `Super` is the
 * other one of the two: the Mac's Control, the Windows key elsewhere.
 */
export interface Chord {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly super: boolean;
  /** A printable ASCII character, letters in upper case, or one of `NAMED_KEYS`. */
  readonly key: string;
}

/** What a chord is read from; a `KeyboardEvent` fits. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing?: boolean;
  getModifierState?(name: 'AltGraph'): boolean;
}

/** Keys that give no character, by their name in chords. */
export const NAMED_KEYS: readonly string[] = [
  ...['Enter', 'Tab', 'Esc', 'Space', 'Backspace', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'ContextMenu'],
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
];
const NAMED: ReadonlySet<string> = new Set(NAMED_KEYS);

const MODIFIERS = ['Ctrl', 'Super', 'Alt', 'Shift'] as const;
type Modifier = (typeof MODIFIERS)[number];

/** Reads `Ctrl+Shift+Z`, in any order and case of the modifiers; undefined where it is no chord. */
export function parseChord(text: string): Chord | undefined {
  // The plus sign is itself a key: `Ctrl++`.
  const cut = text.endsWith('+') ? text.length - 1 : text.lastIndexOf('+') + 1;
  const head = text.slice(0, cut);
  const key = keyName(text.slice(cut));
  if (key === undefined || (head !== '' && !head.endsWith('+'))) return undefined;
  const modifiers = new Set<Modifier>();
  for (const part of head === '' ? [] : head.slice(0, -1).split('+')) {
    const modifier = MODIFIERS.find((one) => one.toLowerCase() === part.toLowerCase());
    if (!modifier || modifiers.has(modifier)) return undefined;
    modifiers.add(modifier);
  }
  return {
    ctrl: modifiers.has('Ctrl'),
    alt: modifiers.has('Alt'),
    // With a sign, Shift is how it is typed: `?` is Shift and another key, and not the same one on each keyboard.
    shift: modifiers.has('Shift') && !isSign(key),
    super: modifiers.has('Super'),
    key,
  };
}

/** The one way in which a chord is written; `parseChord` reads it back. */
export function formatChord(chord: Chord): string {
  const held: Record<Modifier, boolean> = {
    Ctrl: chord.ctrl,
    Super: chord.super,
    Alt: chord.alt,
    Shift: chord.shift,
  };
  return [...MODIFIERS.filter((modifier) => held[modifier]), chord.key].join('+');
}

/** As `formatChord(parseChord(text))`. */
export function normalChord(text: string): string | undefined {
  const chord = parseChord(text);
  return chord && formatChord(chord);
}

/**
 * The chords that a press can stand for, the likeliest first. The character decides (`event.key`), so that Ctrl+Z is where Z
 * is printed; where the layout gives none of ASCII (Cyrillic, Option on a Mac) or a shifted digit, the place of the key on
 * an American keyboard does (`event.code`).
 */
export function chordsOf(press: KeyPress, mac: boolean): readonly string[] {
  if (press.isComposing) return [];
  // AltGr types a character; Windows reports it as Ctrl and Alt.
  const typed = press.getModifierState?.('AltGraph') === true;
  const ctrl = !typed && (mac ? press.metaKey : press.ctrlKey);
  const alt = !typed && press.altKey;
  const other = !typed && (mac ? press.ctrlKey : press.metaKey);
  const chord = (key: string): string =>
    formatChord({ ctrl, alt, super: other, shift: press.shiftKey && !isSign(key), key });
  const byCharacter = keyName(NAMES_OF_EVENTS[press.key] ?? press.key);
  const byPlace = keyAt(press.code);
  const place = byPlace === undefined ? [] : [isSign(byPlace) && press.shiftKey ? undefined : chord(byPlace)];
  if (byCharacter === undefined) return place.filter((text) => text !== undefined);
  if (NAMED.has(byCharacter) || isLetter(byCharacter)) return [chord(byCharacter)];
  const digit = byPlace !== undefined && /^\d$/.test(byPlace) ? place : [];
  return [...new Set([chord(byCharacter), ...digit])].filter((text) => text !== undefined);
}

const NAMES_OF_EVENTS: Readonly<Record<string, string>> = { Escape: 'Esc', ' ': 'Space' };

const SIGNS_AT: Readonly<Record<string, string>> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

function keyAt(code: string): string | undefined {
  return /^Key([A-Z])$/.exec(code)?.[1] ?? /^Digit(\d)$/.exec(code)?.[1] ?? SIGNS_AT[code];
}

function keyName(text: string): string | undefined {
  if (/^[!-~]$/.test(text)) return text.toUpperCase();
  return NAMED_KEYS.find((name) => name.toLowerCase() === text.toLowerCase());
}

function isLetter(key: string): boolean {
  return /^[A-Z]$/.test(key);
}

/** A character that is neither letter nor digit. */
function isSign(key: string): boolean {
  return key.length === 1 && !/^[A-Z0-9]$/.test(key);
}
