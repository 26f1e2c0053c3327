import type { Command } from '../commands/command.ts';
import { holdersOf, type KeyMap } from '../commands/key-map.ts';
import { MOST_KEYS } from '../commands/read-custom-keys.ts';
import { type Refusal, refuseKeys } from '../commands/refuse-keys.ts';

/** What comes of keys that were pressed for a command. */
export type Trial =
  /** They can be had: these are the command's keys then. */
  | { readonly kind: 'free'; readonly keys: readonly string[] }
  /** Others have them: taken from those, these are the keys of everyone concerned. */
  | {
      readonly kind: 'taken';
      readonly by: readonly Command[];
      readonly changes: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly kind: 'same' }
  | { readonly kind: 'many' }
  | { readonly kind: 'refused'; readonly why: Refusal | 'clipboard' };

/**
 * Whether a command may have a chord.
 *
 * @param add beside the keys that it has; otherwise in their place
 */
export function tryKeys(map: KeyMap, command: Command, chord: string, add: boolean, mac: boolean): Trial {
  const why = refuseKeys(chord, command.when, mac);
  if (why !== undefined) return { kind: 'refused', why };
  const present = map.keys.get(command.id) ?? [];
  if (present.includes(chord)) return { kind: 'same' };
  if (add && present.length >= MOST_KEYS) return { kind: 'many' };
  const keys = add ? [...present, chord] : [chord];
  const by = holdersOf(map, chord, command);
  if (by.some(({ native }) => native)) return { kind: 'refused', why: 'clipboard' };
  if (by.length === 0) return { kind: 'free', keys };
  const without = by.map(({ id }): [string, readonly string[]] => [
    id,
    (map.keys.get(id) ?? []).filter((other) => other !== chord),
  ]);
  return { kind: 'taken', by, changes: { ...Object.fromEntries(without), [command.id]: keys } };
}
