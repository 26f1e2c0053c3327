import { ClipboardCopy, ClipboardPaste } from 'lucide-react';
import { chosenNodes } from '../canvas/clipboard.ts';
import { defineCommands } from '../commands/command.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { copySettings, pasteSettings, useCopiedSettings } from './settings-clipboard.ts';

/** What is done with all settings of a node. */
export const SETTINGS_COMMANDS = defineCommands([
  {
    id: 'node.copy-settings',
    title: FORM_TEXTS.form.copySettings,
    icon: ClipboardCopy,
    category: 'nodes',
    when: 'outside-fields',
    keys: ['Ctrl+Alt+C'],
    enabled: () => chosenNodes().length === 1,
    act: copySettings,
  },
  {
    id: 'node.paste-settings',
    title: FORM_TEXTS.form.pasteSettings,
    icon: ClipboardPaste,
    category: 'nodes',
    when: 'outside-fields',
    keys: ['Ctrl+Alt+V'],
    enabled: () => useCopiedSettings.getState().copied !== undefined && chosenNodes().length > 0,
    act: pasteSettings,
  },
]);
