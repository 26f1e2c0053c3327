import { useScreen } from '../app/screen.ts';
import { useProject } from '../rpc/project-state.ts';
import type { Scope } from './command.ts';
import { isTyping } from './typing.ts';

/** Whether keys that are pressed at `target` count for commands of a scope. Nothing does behind an open dialog. */
export function inScope(scope: Scope, target: EventTarget | null): boolean {
  if (document.querySelector('[data-modal]') !== null) return false;
  if (scope === 'anywhere') return true;
  if (isTyping(target)) return scope === 'caption' && shownScope() === 'image';
  if (scope === 'outside-fields') return true;
  return scope === shownScope() && (scope !== 'canvas' || isOnCanvas(target));
}

/** The scope of the screen that is shown. */
export function shownScope(): Scope | undefined {
  const { screen } = useScreen.getState();
  if (!useProject.getState().project || screen === 'start') return 'start';
  if (screen === 'flow') return 'canvas';
  return screen === 'light-table' || screen === 'image' || screen === 'training' ? screen : undefined;
}

/** In the canvas, or nowhere. */
function isOnCanvas(target: EventTarget | null): boolean {
  return (
    target === document.body ||
    (target instanceof Element && target.closest('[data-region="canvas"]') !== null)
  );
}
