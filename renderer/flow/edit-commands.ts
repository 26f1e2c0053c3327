import { Redo2, Undo2 } from 'lucide-react';
import { defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { travel } from './flow-store.ts';

/** Taking back what was done to the flow, and doing it again. */
export const EDIT_COMMANDS = defineCommands([
  {
    id: 'edit.undo',
    title: COMMAND_TEXTS.titles.undo,
    icon: Undo2,
    category: 'edit',
    when: 'outside-fields',
    keys: ['Ctrl+Z'],
    repeats: true,
    act: () => travel('undo'),
  },
  {
    id: 'edit.redo',
    title: COMMAND_TEXTS.titles.redo,
    icon: Redo2,
    category: 'edit',
    when: 'outside-fields',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    repeats: true,
    act: () => travel('redo'),
  },
]);
