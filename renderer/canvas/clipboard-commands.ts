import { ClipboardCopy, ClipboardPaste, Scissors } from 'lucide-react';
import { useScreen } from '../app/screen.ts';
import { type Command, defineCommands } from '../commands/command.ts';
import { useProject } from '../rpc/project-state.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { TEXTS } from '../texts.ts';
import { copyChosen, pasteFromMenu } from './flow-file.ts';
import { removeChosen } from './remove-chosen.ts';

const { titles } = COMMAND_TEXTS;

/**
 * Copying, cutting and pasting. The system sends their keys as events of the clipboard (`use-clipboard-events.ts`); `act` is what
 * menus and the list of commands do instead.
 */
export const CLIPBOARD_COMMANDS = defineCommands([
  native('edit.copy', titles.copy, ClipboardCopy, 'Ctrl+C', hasChoice, () => void copyChosen()),
  native('edit.cut', titles.cut, Scissors, 'Ctrl+X', hasChoice, () => void cutChosen()),
  native('edit.paste', titles.paste, ClipboardPaste, 'Ctrl+V', isShown, () => void pasteFromMenu(false)),
  native(
    'edit.paste-with-wires',
    titles.pasteWithWires,
    ClipboardPaste,
    'Ctrl+Shift+V',
    isShown,
    () => void pasteFromMenu(true),
  ),
]);

function isShown(): boolean {
  return useScreen.getState().screen === 'flow' && Boolean(useProject.getState().project);
}

function hasChoice(): boolean {
  return isShown() && useScreen.getState().selection.length > 0;
}

async function cutChosen(): Promise<void> {
  if (await copyChosen()) removeChosen(document.activeElement, TEXTS.edits.cut);
}

function native(
  id: Command['id'],
  title: string,
  icon: Command['icon'],
  key: string,
  enabled: () => boolean,
  act: () => void,
): Command {
  return { id, title, icon, category: 'edit', when: 'canvas', keys: [key], native: true, enabled, act };
}
