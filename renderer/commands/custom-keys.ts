import { create } from 'zustand';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import type { CustomKeys } from './key-map.ts';
import { readCustomKeys } from './read-custom-keys.ts';

/** The keys that the user has chosen; empty until they are read. */
export const useCustomKeys = create<{ readonly custom: CustomKeys }>(() => ({ custom: {} }));

/** Reads the user's keys whenever the engine is reached, and when the window is come back to. Returns how to stop. */
export function followCustomKeys(): () => void {
  const load = () => {
    if (useProject.getState().connection === 'open') void read().then(show, () => undefined);
  };
  window.addEventListener('focus', load);
  const unsubscribe = useProject.subscribe((now, before) => {
    if (now.connection === 'open' && before.connection !== 'open') load();
  });
  return () => {
    window.removeEventListener('focus', load);
    unsubscribe();
  };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Changes some commands' keys, with what another window has chosen in the meantime kept; undefined gives a command its own
 * keys back. One change after the other.
 */
export function chooseKeys(changes: Readonly<Record<string, readonly string[] | undefined>>): void {
  const before = useCustomKeys.getState().custom;
  show(applyKeys(before, changes));
  const save = async () => {
    const value = applyKeys(await read(), changes);
    await engine().system.setSetting({
      name: 'keys',
      value: Object.fromEntries(Object.entries(value).map(([id, keys]) => [id, [...keys]])),
    });
    return value;
  };
  last = last.then(save).then(show, (thrown) => {
    show(before);
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
  });
}

function applyKeys(
  custom: CustomKeys,
  changes: Readonly<Record<string, readonly string[] | undefined>>,
): CustomKeys {
  const entries = Object.entries({ ...custom, ...changes });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, readonly string[]] => entry[1] !== undefined),
  );
}

async function read(): Promise<CustomKeys> {
  return readCustomKeys((await engine().system.getSettings()).keys);
}

/** The same keys keep their object, so that nothing is drawn anew. */
function show(custom: CustomKeys): void {
  if (JSON.stringify(custom) !== JSON.stringify(useCustomKeys.getState().custom))
    useCustomKeys.setState({ custom });
}
