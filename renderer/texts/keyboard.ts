import type { Refusal } from '../commands/refuse-keys.ts';
import { formatOf } from '../format.ts';

/** Texts of the sheet of keys and of the keyboard's settings. */
export const KEYBOARD_TEXTS = {
  sheet: 'Keys',
  find: 'Find a command or a key',
  nothing: (text: string) => `No command or key is called "${text}"`,
  change: 'Change keys',
  noKeys: 'No keys',
  or: 'or',
  system: 'Sent by the system, cannot be changed',

  /** What is done by keys that are no commands, by category. */
  fixed: {
    general: [
      [['Esc'], 'Close a list, a menu or a dialog'],
      [['Tab'], 'Next control, outside the canvas'],
    ],
    canvas: [
      [['Space'], 'Hold it to move the view with the mouse'],
      [['Shift+Tab'], 'Leave the canvas backwards'],
      [['Esc', 'Tab'], 'Leave the canvas forwards'],
    ],
    nodes: [[['Esc'], 'From a button on a node back to the node']],
    'light-table': [
      [['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], 'Image beside, above or below'],
      [['Home', 'End'], 'First or last image'],
      [['Enter'], 'Show the image large'],
    ],
    try: [
      [['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], 'Caption beside, above or below'],
      [['Enter'], 'Show the picture large'],
      [['Space'], 'Star the caption'],
    ],
    image: [[['Ctrl+S', 'Ctrl+Enter'], 'Keep a caption as it is written']],
  } as Readonly<Record<string, readonly (readonly [keys: readonly string[], what: string])[]>>,
  afterwards: 'then',

  settings: 'Keyboard',
  help: 'Keys count for you, in every project, in the app and in the browser',
  changed: 'Changed',
  changeButton: 'Change',
  press: 'Press the new keys',
  pressHelp: 'Esc leaves them as they are',
  changeFor: (title: string) => `Change the keys of ${title}`,
  more: (title: string) => `More about the keys of ${title}`,
  addKeys: 'Add other keys',
  removeKeys: 'Take the keys away',
  restore: 'Restore default',
  restoreTo: (keys: string) => `Restore ${keys}`,
  restoreAll: 'Restore all keys',
  restored: (count: number) => `${formatOf(count, 'command has', 'commands have')} the default keys again`,
  undo: 'Undo',
  takenBy: (keys: string, titles: string) => `${keys} is ${titles}.`,
  takeFrom: (titles: string) => `Take it from ${titles}`,
  same: (keys: string) => `${keys} is already set.`,
  mostKeys: (count: number) => `A command has at most ${count} keys. Take one away first.`,
  refusals: {
    browser: 'The browser keeps these keys for itself. Choose others.',
    menu: 'The menus of the desktop app have these keys. Choose others.',
    system: 'The system keeps these keys for itself. Choose others.',
    'page-zoom': 'These keys make everything larger or smaller. Choose others.',
    close: 'Esc closes what is open. Choose other keys.',
    leave: 'Tab leads from one control to the next. Choose other keys.',
    typing: 'This key types a character. Add Ctrl or Alt to it.',
    press: 'This key works the control that has the focus. Add Ctrl or Alt to it.',
    clipboard: 'Copy, cut and paste keep their keys. Choose others.',
    none: 'This is no key that can be used. Choose others.',
  } satisfies Record<Refusal | 'clipboard', string>,
} as const;
