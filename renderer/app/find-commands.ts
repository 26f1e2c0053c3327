import { Search } from 'lucide-react';
import { defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';

const { titles } = COMMAND_TEXTS;
const FIND = { icon: Search, keys: ['/'], listed: false } as const;

/** Putting the cursor into the search field of a screen; the screen does it. */
export const FIND_COMMANDS = defineCommands([
  { ...FIND, id: 'light-table.find', title: titles.findImages, category: 'light-table', when: 'light-table' },
  { ...FIND, id: 'start.find', title: titles.findTemplates, category: 'start', when: 'start' },
]);
