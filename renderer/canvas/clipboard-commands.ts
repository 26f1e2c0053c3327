import { ClipboardCopy, ClipboardPaste, Scissors } from 'lucide-react';
import { type Command, defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';

const { titles } = COMMAND_TEXTS;

/** Copying, cutting and pasting nodes. The system sends these as events of the clipboard (`use-clipboard-events.ts`). */
export const CLIPBOARD_COMMANDS = defineCommands([
  native('edit.copy', titles.copy, ClipboardCopy, 'Ctrl+C'),
  native('edit.cut', titles.cut, Scissors, 'Ctrl+X'),
  native('edit.paste', titles.paste, ClipboardPaste, 'Ctrl+V'),
]);

function native(id: Command['id'], title: string, icon: Command['icon'], key: string): Command {
  return { id, title, icon, category: 'edit', when: 'canvas', keys: [key], native: true };
}
