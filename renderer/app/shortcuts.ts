import { useEffect } from 'react';
import { travel } from '../flow/flow-store.ts';
import { useCommandPalette } from './CommandPalette.tsx';
import { moveToRegion } from './regions.ts';
import { startRun, stopRun } from './run-control.ts';

/** Whether keys belong to the field that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)))
  );
}

/** Keys that work on every screen. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const ctrl = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (event.key === 'F6') moveToRegion(event.shiftKey);
      else if (ctrl && !event.shiftKey && key === 'k') useCommandPalette.setState({ open: true });
      else if (ctrl && event.altKey && event.key === 'Enter') void stopRun();
      else if (ctrl && event.key === 'Enter') void startRun();
      else if (isTyping(event.target)) return;
      else if (ctrl && key === 'z') travel(event.shiftKey ? 'redo' : 'undo');
      else if (ctrl && key === 'y') travel('redo');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
