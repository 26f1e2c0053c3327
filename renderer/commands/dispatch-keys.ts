import { chordsOf } from './chord.ts';
import { IS_MAC } from './platform.ts';
import { keysNow, runCommand } from './registry.ts';
import { inScope } from './scope.ts';

/** Listens for the keys of all commands; the only place that does. Returns how to stop. */
export function dispatchKeys(): () => void {
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  // Whoever has the focus comes first: a field, a list, a menu.
  if (event.defaultPrevented) return;
  const { commands } = keysNow();
  for (const chord of chordsOf(event, IS_MAC)) {
    const command = commands.get(chord)?.find(({ when }) => inScope(when, event.target));
    if (!command) continue;
    // The browser sends these as copy, cut and paste, with the clipboard in hand.
    if (command.native) return;
    const from = event.target instanceof Element ? event.target : undefined;
    const held = event.repeat && !command.repeats;
    const done = held || runCommand(command.id, from);
    // What the browser would do with Ctrl+D instead would surprise.
    if (done || event.ctrlKey || event.metaKey || event.altKey) event.preventDefault();
    return;
  }
}
