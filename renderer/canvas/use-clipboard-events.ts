import { useEffect } from 'react';
import { inScope, shownScope } from '../commands/scope.ts';
import { isTyping } from '../commands/typing.ts';
import { TEXTS } from '../texts.ts';
import { copySelection, pasteClipboard } from './clipboard.ts';
import { chooseFocused } from './focused-node.ts';
import { removeChosen } from './remove-chosen.ts';

/**
 * Copy, cut and paste belong to the canvas while it is shown, wherever the focus is: after a press on "Undo" it is on that button. Not in
 * a field, not behind a dialog, and text that is chosen anywhere is what is copied.
 */
export function useClipboardEvents(): void {
  useEffect(() => {
    // Without a chosen text the event can come from anywhere near the focus; the focus itself tells.
    const here = ({ target }: Event) =>
      shownScope() === 'canvas' && inScope('outside-fields', target) && !isTyping(document.activeElement);
    // As with all keys: the node that has the focus is meant, not one that was chosen before.
    const copy = (event: ClipboardEvent) => {
      chooseFocused(document.activeElement ?? undefined);
      return copySelection(event);
    };
    const isText = () => window.getSelection()?.isCollapsed === false;
    const onCopy = (event: ClipboardEvent) => {
      if (here(event) && !isText()) copy(event);
    };
    const onCut = (event: ClipboardEvent) => {
      if (here(event) && !isText() && copy(event)) removeChosen(document.activeElement, TEXTS.edits.cut);
    };
    // The event does not say whether Shift was held with Ctrl+V; the key before it does.
    let shift = false;
    const onKey = (event: KeyboardEvent) => {
      shift = event.shiftKey;
    };
    const onPaste = (event: ClipboardEvent) => {
      if (here(event)) pasteClipboard(event, shift);
    };
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('copy', onCopy);
    window.addEventListener('cut', onCut);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('copy', onCopy);
      window.removeEventListener('cut', onCut);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
}
