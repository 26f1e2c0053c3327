import { expect, it } from 'vitest';
import { acceleratorOf } from './accelerators.ts';

it.each([
  ['Ctrl+Z', 'CmdOrCtrl+Z'],
  ['Ctrl+Alt+Enter', 'CmdOrCtrl+Alt+Enter'],
  ['Super+Shift+ArrowLeft', 'Super+Shift+Left'],
  ['Ctrl++', 'CmdOrCtrl+Plus'],
  ['F5', 'F5'],
  ['?', '?'],
  ['ContextMenu', undefined],
  ['', undefined],
  ['Ctrl+', undefined],
  ['Hyper+X', undefined],
])('%s is shown in a menu as %s', (chord, accelerator) => {
  expect(acceleratorOf(chord, 'linux')).toBe(accelerator);
});

it('the other modifier is Control on a Mac', () => {
  expect(acceleratorOf('Super+K', 'darwin')).toBe('Control+K');
});
