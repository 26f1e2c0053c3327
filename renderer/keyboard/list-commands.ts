import { keyText } from '../commands/chord-text.ts';
import { CATEGORIES, type Command, type CommandCategory } from '../commands/command.ts';
import type { KeyMap } from '../commands/key-map.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';

/** The commands of one heading. */
export interface CommandGroup {
  readonly category: CommandCategory;
  readonly title: string;
  readonly commands: readonly Command[];
}

/** The commands by heading whose name, heading or keys (as this system writes them) contain all the words. */
export function listCommands(
  commands: readonly Command[],
  map: KeyMap,
  search: string,
  mac: boolean,
): readonly CommandGroup[] {
  return CATEGORIES.map((category) => {
    const title = COMMAND_TEXTS.categories[category];
    const found = commands.filter(
      (command) =>
        command.category === category &&
        answers(search, [command.title, title, ...keyWords(map.keys.get(command.id) ?? [], mac)]),
    );
    return { category, title, commands: found };
  });
}

/** Whether each word of a search stands in one of the texts. */
export function answers(search: string, texts: readonly string[]): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
}

/** Keys as they are stored and as they are shown, so that `ctrl+k` and `Ctrl K` both find them. */
export function keyWords(keys: readonly string[], mac: boolean): readonly string[] {
  return keys.flatMap((chord) => [chord, keyText(chord, mac)]);
}
