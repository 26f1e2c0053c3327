import { Keyboard } from 'lucide-react';
import { defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { openKeySheet } from './key-sheet-state.ts';

/** The sheet of all keys. */
export const KEYBOARD_COMMANDS = defineCommands([
  {
    id: 'app.keys',
    title: COMMAND_TEXTS.titles.keys,
    icon: Keyboard,
    category: 'general',
    when: 'outside-fields',
    keys: ['?'],
    act: openKeySheet,
  },
]);
