import { expect, it, vi } from 'vitest';
import { ALL_COMMANDS } from './all-commands.ts';
import { normalChord } from './chord.ts';
import { CATEGORIES } from './command.ts';
import { keyMap, ownKeys } from './key-map.ts';

vi.hoisted(() => {
  // What the commands' files ask of a browser while they are loaded.
  vi.stubGlobal('window', {});
  vi.stubGlobal('localStorage', { getItem: () => null });
});

it('[KEY1] every command has an id and a title of its own', () => {
  const ids = ALL_COMMANDS.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index || !/^[a-z-]+(\.[a-z-]+)$/.test(id))).toEqual(
    [],
  );
  const titles = ALL_COMMANDS.map(({ title }) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  for (const { category } of ALL_COMMANDS) expect(CATEGORIES).toContain(category);
});

it.each([false, true])('[KEY1] no command loses its own keys to another or to the system, Mac: %s', (mac) => {
  const { keys } = keyMap(ALL_COMMANDS, {}, mac);
  for (const command of ALL_COMMANDS)
    expect([command.id, keys.get(command.id)]).toEqual([command.id, ownKeys(command, mac).map(normalChord)]);
});

it('[KEY1] the keys that people know from elsewhere do what they do there', () => {
  const keys = new Map(ALL_COMMANDS.map((command) => [command.id as string, ownKeys(command, false)]));
  expect(keys.get('run.start')).toEqual(['Ctrl+Enter']);
  expect(keys.get('run.stop')).toEqual(['Ctrl+Alt+Enter']);
  expect(keys.get('edit.undo')).toEqual(['Ctrl+Z']);
  expect(keys.get('edit.redo')).toEqual(['Ctrl+Shift+Z', 'Ctrl+Y']);
  expect(keys.get('edit.copy')).toEqual(['Ctrl+C']);
  expect(keys.get('edit.cut')).toEqual(['Ctrl+X']);
  expect(keys.get('edit.paste')).toEqual(['Ctrl+V']);
  expect(keys.get('node.duplicate')).toEqual(['Ctrl+D']);
  expect(keys.get('canvas.select-all')).toEqual(['Ctrl+A']);
  expect(keys.get('node.remove')).toEqual(['Delete', 'Backspace']);
  expect(keys.get('node.bypass')).toEqual(['Ctrl+B']);
  expect(keys.get('node.mute')).toEqual(['Ctrl+M']);
  expect(keys.get('node.group')).toEqual(['Ctrl+G']);
  expect(keys.get('canvas.minimap')).toEqual(['Alt+M']);
  expect(keys.get('canvas.fit')).toEqual(['.', 'Shift+1']);
  expect(keys.get('canvas.add-node')).toEqual(['Tab']);
  expect(keys.get('go.settings')).toEqual(['Ctrl+,']);
  expect(keys.get('app.commands')).toEqual(['Ctrl+K']);
});
