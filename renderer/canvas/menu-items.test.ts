import { expect, it, vi } from 'vitest';
import { ALL_COMMANDS } from '../commands/all-commands.ts';
import { MENUS, type MenuEntry } from './menu-items.ts';

vi.hoisted(() => {
  // What the commands' files ask of a browser while they are loaded.
  vi.stubGlobal('window', {});
  vi.stubGlobal('localStorage', { getItem: () => null });
});

it('[EDIT9] every item of a menu is a command', () => {
  const known = new Set<string>(ALL_COMMANDS.map(({ id }) => id));
  const entries: readonly MenuEntry[] = Object.values(MENUS).flat(2);
  const ids = entries.flatMap((entry): readonly string[] =>
    typeof entry === 'string' ? [entry] : entry.entries,
  );
  expect(ids.filter((id) => id !== 'colours' && !known.has(id))).toEqual([]);
});
