import { type Chord, formatChord, parseChord } from './chord.ts';
import type { Scope } from './command.ts';

/** Why keys cannot be had; the words stand in the catalogue of texts. */
export type Refusal =
  | 'browser'
  | 'menu'
  | 'system'
  | 'page-zoom'
  | 'close'
  | 'leave'
  | 'typing'
  | 'press'
  | 'none';

/** Keys that a browser never hands to a page, or that do what nobody would forgive. */
const BROWSER: ReadonlySet<string> = new Set([
  ...['Ctrl+T', 'Ctrl+N', 'Ctrl+W', 'Ctrl+Shift+T', 'Ctrl+Shift+N', 'Ctrl+Shift+W', 'Ctrl+R', 'Ctrl+Shift+R'],
  ...['Ctrl+Tab', 'Ctrl+Shift+Tab', 'Ctrl+PageUp', 'Ctrl+PageDown', 'Ctrl+L', 'F5', 'Ctrl+F5', 'F11', 'F12'],
]);
/** Keys of the desktop app's menus. */
const MENU: ReadonlySet<string> = new Set(['Ctrl+O', 'Ctrl+Shift+I', 'Ctrl+1', 'Ctrl+2']);
const ZOOM: ReadonlySet<string> = new Set(['Ctrl++', 'Ctrl+-', 'Ctrl+0', 'Ctrl+=']);
const SYSTEM: ReadonlySet<string> = new Set([
  'Alt+F4',
  'Ctrl+Alt+Delete',
  'Alt+Tab',
  'Ctrl+Q',
  'Alt+Space',
  'Alt+Esc',
]);
const MAC_SYSTEM: ReadonlySet<string> = new Set([
  ...['Ctrl+M', 'Ctrl+H', 'Ctrl+Q', 'Ctrl+Alt+H', 'Ctrl+Alt+M', 'Ctrl+Space', 'Ctrl+`', 'Ctrl+Alt+Esc'],
  ...['Ctrl+Shift+3', 'Ctrl+Shift+4', 'Ctrl+Shift+5', 'Super+ArrowUp', 'Super+ArrowDown', 'Super+Ctrl+Q'],
]);

/** Whether a command of this scope may not have the keys, and why. `text` is a chord. */
export function refuseKeys(text: string, scope: Scope, mac: boolean): Refusal | undefined {
  const chord = parseChord(text);
  if (!chord) return 'none';
  const name = formatChord(chord);
  if (BROWSER.has(name)) return 'browser';
  if (MENU.has(name)) return 'menu';
  if (ZOOM.has(name)) return 'page-zoom';
  if ((mac ? MAC_SYSTEM : SYSTEM).has(name) || (!mac && chord.super)) return 'system';
  if (chord.key === 'Esc' && scope !== 'canvas' && scope !== 'image') return 'close';
  if (chord.key === 'Tab' && (chord.shift || chord.ctrl || chord.alt || scope !== 'canvas')) return 'leave';
  return refuseBare(chord, scope);
}

/** Keys without a modifier: what types, and what presses the button that has the focus. */
function refuseBare(chord: Chord, scope: Scope): Refusal | undefined {
  if (chord.ctrl || chord.alt || chord.super || /^F\d+$/.test(chord.key)) return undefined;
  if (scope === 'anywhere' || scope === 'caption') return 'typing';
  if (chord.key === 'Space') return 'press';
  if (chord.key === 'Enter' && scope !== 'canvas') return 'press';
  return chord.key.startsWith('Arrow') && scope === 'outside-fields' ? 'press' : undefined;
}
