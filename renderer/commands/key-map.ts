import { normalChord } from './chord.ts';
import { type Command, scopesMeet } from './command.ts';
import { refuseKeys } from './refuse-keys.ts';

/** Keys that the user has chosen, by command; an empty list takes a command's keys away. Absent: its own. */
export type CustomKeys = Readonly<Record<string, readonly string[]>>;

/** Which keys do what. */
export interface KeyMap {
  /** The keys in force of each command, the one to be shown first. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** The commands that a chord can mean; no two of them in the same place. */
  readonly commands: ReadonlyMap<string, readonly Command[]>;
}

/** The keys that a command comes with. */
export function ownKeys(command: Command, mac: boolean): readonly string[] {
  return (mac ? command.macKeys : undefined) ?? command.keys ?? [];
}

/**
 * The keys in force. What the user chose comes before what commands come with, and what the system sends by itself before
 * both; of two that claim the same keys in the same place the first in the list has them. Keys that are nonsense or refused
 * are left out, wherever they come from.
 */
export function keyMap(commands: readonly Command[], custom: CustomKeys, mac: boolean): KeyMap {
  const byCommand = new Map<string, string[]>();
  const byChord = new Map<string, Command[]>();
  const chosen = (command: Command) => Object.hasOwn(custom, command.id);
  const claim = (command: Command, wanted: readonly string[]): void => {
    const got = byCommand.get(command.id) ?? [];
    byCommand.set(command.id, got);
    for (const text of wanted) {
      const chord = normalChord(text);
      if (chord === undefined || got.includes(chord) || refuseKeys(chord, command.when, mac)) continue;
      const others = byChord.get(chord) ?? [];
      if (others.some((other) => scopesMeet(other.when, command.when))) continue;
      got.push(chord);
      byChord.set(chord, [...others, command]);
    }
  };
  for (const command of commands) if (command.native) claim(command, ownKeys(command, mac));
  for (const command of commands) if (chosen(command)) claim(command, custom[command.id] ?? []);
  for (const command of commands) if (!chosen(command)) claim(command, ownKeys(command, mac));
  return { keys: byCommand, commands: byChord };
}

/** Who has these keys now where `command` would have them. */
export function holdersOf(map: KeyMap, chord: string, command: Command): readonly Command[] {
  return (map.commands.get(chord) ?? []).filter(
    (other) => other.id !== command.id && scopesMeet(other.when, command.when),
  );
}
