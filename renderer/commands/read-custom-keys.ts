import { normalChord } from './chord.ts';
import type { CustomKeys } from './key-map.ts';

/** Most keys of one command. */
export const MOST_KEYS = 8;
const MOST_COMMANDS = 500;

/**
 * Reads the user's keys from the settings. They may come from another version, or from a hand that edited the file: what is
 * no chord is dropped, and what is no list of them. Commands that this version does not know are kept for the one that does.
 */
export function readCustomKeys(stored: unknown): CustomKeys {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return {};
  const entries = Object.entries(stored)
    .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[0] !== '__proto__')
    .slice(0, MOST_COMMANDS)
    .map(([id, keys]): [string, readonly string[]] => [id, readKeys(keys)]);
  return Object.fromEntries(entries);
}

function readKeys(keys: readonly unknown[]): readonly string[] {
  const chords = keys.flatMap((key) =>
    typeof key === 'string' && key.length <= 40 ? [normalChord(key)] : [],
  );
  return [...new Set(chords.filter((chord) => chord !== undefined))].slice(0, MOST_KEYS);
}
