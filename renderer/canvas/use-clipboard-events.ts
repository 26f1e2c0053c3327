import { useEffect } from 'react';
import { inScope } from '../commands/scope.ts';
import { TEXTS } from '../texts.ts';
import { copySelection, pasteClipboard, removeSelection } from './clipboard.ts';

/** Copy, cut and paste while the focus is in the canvas, or nowhere. */
export function useClipboardEvents(): void {
  useEffect(() => {
    const here = ({ target }: Event) => inScope('canvas', target);
    const onCopy = (event: ClipboardEvent) => {
      if (here(event) && window.getSelection()?.isCollapsed !== false) copySelection(event);
    };
    const onCut = (event: ClipboardEvent) => {
      if (here(event) && copySelection(event)) removeSelection(TEXTS.edits.cut);
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
