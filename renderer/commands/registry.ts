import { useLayoutEffect } from 'react';
import { create } from 'zustand';
import type { Act, Command } from './command.ts';
import { useCustomKeys } from './custom-keys.ts';
import { type CustomKeys, type KeyMap, keyMap } from './key-map.ts';
import { IS_MAC } from './platform.ts';

let commands: readonly Command[] = [];
let byId: ReadonlyMap<string, Command> = new Map();

/** What parts of the interface that are on the screen do for commands without an action of their own; the last one counts. */
const useProvided = create<{ readonly acts: ReadonlyMap<string, readonly Act[]> }>(() => ({
  acts: new Map(),
}));

/** All commands of the app; called once, before anything is drawn. */
export function installCommands(all: readonly Command[]): void {
  byId = new Map(all.map((command) => [command.id, command]));
  if (byId.size !== all.length) throw new Error('Two commands have the same id.');
  commands = all;
  last = undefined;
}

/** In the order in which the areas have entered them. */
export function allCommands(): readonly Command[] {
  return commands;
}

/** Throws for an id that nobody has entered: a misspelling. */
export function commandOf(id: string): Command {
  const command = byId.get(id);
  if (!command) throw new Error(`No command is called "${id}".`);
  return command;
}

/** Whether it can be done now; `from` as for `Act`. */
export function isEnabled(command: Command, from?: Element): boolean {
  return actOf(command) !== undefined && (command.enabled?.(from) ?? true);
}

/** Does a command where it can be done; false where it cannot, or where it left the key alone. */
export function runCommand(id: string, from?: Element): boolean {
  const command = commandOf(id);
  return isEnabled(command, from) && actOf(command)?.(from) !== false;
}

function actOf(command: Command): Act | undefined {
  return useProvided.getState().acts.get(command.id)?.at(-1) ?? command.act;
}

/**
 * Does the work of a command while the component is on the screen, from the frame on that shows it: whoever sees a page can press its
 * keys. Without `act` it leaves the command to others.
 */
export function useCommandAction(id: string, act: Act | undefined): void {
  useLayoutEffect(() => (act ? provideAction(id, act) : undefined), [id, act]);
}

/** Does the work of a command until the returned function is called. */
export function provideAction(id: string, act: Act): () => void {
  commandOf(id);
  const put = (change: (acts: readonly Act[]) => readonly Act[]) =>
    useProvided.setState(({ acts }) => ({ acts: new Map(acts).set(id, change(acts.get(id) ?? [])) }));
  put((acts) => [...acts, act]);
  return () => put((acts) => acts.filter((one) => one !== act));
}

let last: { readonly custom: CustomKeys; readonly map: KeyMap } | undefined;

/** Which keys do what now. */
export function keysNow(custom: CustomKeys = useCustomKeys.getState().custom): KeyMap {
  if (last?.custom !== custom) last = { custom, map: keyMap(commands, custom, IS_MAC) };
  return last.map;
}

/** The keys of a command that are to be shown beside it; undefined where it has none. Written `Ctrl+K`. */
export function useKeys(id: string): string | undefined {
  const custom = useCustomKeys((state) => state.custom);
  return keysNow(custom).keys.get(commandOf(id).id)?.[0];
}
