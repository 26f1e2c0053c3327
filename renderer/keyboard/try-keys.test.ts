import { Keyboard } from 'lucide-react';
import { expect, it } from 'vitest';
import type { Command } from '../commands/command.ts';
import { keyMap } from '../commands/key-map.ts';
import { listCommands } from './list-commands.ts';
import { tryKeys } from './try-keys.ts';

const FRAME: Command = command('node.group', 'canvas', ['Ctrl+G']);
const FIT: Command = command('canvas.fit', 'canvas', ['.', 'F']);
const COPY: Command = { ...command('edit.copy', 'canvas', ['Ctrl+C']), native: true };
const COMMANDS = [FRAME, FIT, COPY];
const MAP = keyMap(COMMANDS, {}, false);

function command(id: Command['id'], when: Command['when'], keys: readonly string[]): Command {
  return { id, title: id, icon: Keyboard, category: 'canvas', when, keys };
}

it('[KEY3] free keys take the place of the old ones, or come beside them', () => {
  expect(tryKeys(MAP, FRAME, 'Alt+G', false, false)).toEqual({ kind: 'free', keys: ['Alt+G'] });
  expect(tryKeys(MAP, FRAME, 'Alt+G', true, false)).toEqual({ kind: 'free', keys: ['Ctrl+G', 'Alt+G'] });
});

it('[KEY3] taken keys are named with their holder, which keeps its others when they are taken from it', () => {
  expect(tryKeys(MAP, FRAME, 'F', false, false)).toEqual({
    kind: 'taken',
    by: [FIT],
    changes: { 'canvas.fit': ['.'], 'node.group': ['F'] },
  });
});

it('[KEY3] what cannot be had is refused with the reason', () => {
  expect(tryKeys(MAP, FRAME, 'Ctrl+T', false, false)).toEqual({ kind: 'refused', why: 'browser' });
  expect(tryKeys(MAP, FRAME, 'Ctrl+C', false, false)).toEqual({ kind: 'refused', why: 'clipboard' });
  expect(tryKeys(MAP, FRAME, 'Ctrl+G', false, false)).toEqual({ kind: 'same' });
});

it('[KEY5] commands are found by their names, their headings and their keys', () => {
  const found = (search: string, mac = false) =>
    listCommands(COMMANDS, MAP, search, mac).flatMap(({ commands }) => commands.map(({ id }) => id));
  expect(found('')).toEqual(['node.group', 'canvas.fit', 'edit.copy']);
  expect(found('fit')).toEqual(['canvas.fit']);
  expect(found('ctrl+g')).toEqual(['node.group']);
  expect(found('canvas copy')).toEqual(['edit.copy']);
  expect(found('⌘G', true)).toEqual(['node.group']);
  expect(found('nothing of the kind')).toEqual([]);
});
