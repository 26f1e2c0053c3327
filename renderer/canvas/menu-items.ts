import type { Command } from '../commands/command.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';

/** What the menu of the right button is opened on. */
export type MenuTarget = 'canvas' | 'node' | 'nodes' | 'wire' | 'note' | 'frame';

type Id = Command['id'];

/** A group's items: commands by id, or a submenu of them. */
export type MenuEntry = Id | { readonly title: string; readonly entries: readonly Id[] } | 'colours';

const ALIGN: MenuEntry = {
  title: CANVAS_TEXTS.menu.align,
  entries: [
    'arrange.left',
    'arrange.centre',
    'arrange.right',
    'arrange.top',
    'arrange.middle',
    'arrange.bottom',
    'arrange.horizontal',
    'arrange.vertical',
  ],
};
const CLIPBOARD: readonly Id[] = ['edit.cut', 'edit.copy', 'edit.paste', 'node.duplicate'];
const REMOVE: readonly Id[] = ['node.take-out', 'node.remove-and-heal', 'node.remove'];

/** The menus, group by group; every item is a command, so that keys and wording are those of everywhere else. */
export const MENUS: Readonly<Record<MenuTarget, readonly (readonly MenuEntry[])[]>> = {
  canvas: [
    ['canvas.add-node', 'canvas.add-note', 'edit.paste', 'edit.paste-with-wires'],
    ['canvas.select-all', 'canvas.find', 'canvas.tidy'],
    [
      {
        title: CANVAS_TEXTS.menu.view,
        entries: [
          'canvas.fit',
          'canvas.zoom-reset',
          'canvas.zoom-in',
          'canvas.zoom-out',
          'canvas.minimap',
          'canvas.snap',
          'canvas.wheel-pans',
        ],
      },
    ],
    ['flow.copy-json', 'flow.save-file', 'flow.load-file'],
  ],
  node: [
    ['node.rename', 'node.collapse', 'node.start-wire'],
    ['node.bypass', 'node.mute'],
    CLIPBOARD,
    ['node.group', 'canvas.zoom-selection'],
    REMOVE,
  ],
  nodes: [
    [ALIGN, 'canvas.tidy', 'node.group'],
    ['node.bypass', 'node.mute', 'node.collapse'],
    CLIPBOARD,
    ['canvas.zoom-selection'],
    REMOVE,
  ],
  wire: [['wire.insert-node'], ['node.remove']],
  note: [['node.rename'], CLIPBOARD, ['node.remove']],
  frame: [
    ['node.rename', 'colours', 'frame.fit'],
    ['edit.cut', 'edit.copy', 'node.duplicate'],
    ['frame.remove', 'node.remove'],
  ],
};
