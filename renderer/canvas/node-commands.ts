import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  CopyPlus,
  CornerUpRight,
  type LucideIcon,
  Move,
  ScanSearch,
  SlidersHorizontal,
  Trash2,
  VolumeX,
} from 'lucide-react';
import { useScreen } from '../app/screen.ts';
import { type Act, type Command, defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { chosenNodes, duplicateNodes, toggleMode } from './clipboard.ts';
import { chooseFocused, nodeAt } from './focused-node.ts';
import { frameSelection } from './frame-actions.ts';
import { removeChosen } from './remove-chosen.ts';
import { type Direction, goToNeighbour, moveSelection, openInspector } from './walk-nodes.ts';

const { titles } = COMMAND_TEXTS;
const ARROWS = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' } as const;

/** What is done to the chosen nodes and wires, or to the node that has the focus. */
export const NODE_COMMANDS = defineCommands([
  onNodes('node.duplicate', titles.duplicate, CopyPlus, ['Ctrl+D'], () =>
    duplicateNodes(useScreen.getState().selection),
  ),
  {
    ...onNodes('node.remove', titles.remove, Trash2, ['Delete', 'Backspace'], (from) => removeChosen(from)),
    enabled: (from) => isShown() && (hasNodes(from) || useScreen.getState().wires.length > 0),
  },
  onNodes('node.bypass', titles.bypass, CornerUpRight, ['Ctrl+B'], () =>
    toggleMode(chosenNodes(), 'bypassed'),
  ),
  {
    ...onNodes('node.mute', titles.mute, VolumeX, ['Ctrl+M'], () => toggleMode(chosenNodes(), 'muted')),
    // Cmd+M is the system's: it puts the window away.
    macKeys: ['Ctrl+Shift+M'],
  },
  onNodes('node.group', titles.group, ScanSearch, ['Ctrl+G'], frameSelection),
  onFocus('node.open', titles.openInspector, SlidersHorizontal, 'Enter', openInspector),
  walk('left', titles.nodeLeft, ArrowLeft),
  walk('right', titles.nodeRight, ArrowRight),
  walk('up', titles.nodeUp, ArrowUp),
  walk('down', titles.nodeDown, ArrowDown),
  move('left', titles.moveLeft),
  move('right', titles.moveRight),
  move('up', titles.moveUp),
  move('down', titles.moveDown),
]);

function isShown(): boolean {
  return useScreen.getState().screen === 'flow';
}

function hasNodes(from: Element | undefined): boolean {
  return nodeAt(from) !== undefined || useScreen.getState().selection.length > 0;
}

function onNodes(
  id: Command['id'],
  title: string,
  icon: LucideIcon,
  keys: readonly string[],
  act: Act,
): Command {
  return {
    id,
    title,
    icon,
    category: 'nodes',
    when: 'canvas',
    keys,
    enabled: (from) => isShown() && hasNodes(from),
    act: (from) => {
      chooseFocused(from);
      return act(from);
    },
  };
}

function onFocus(id: Command['id'], title: string, icon: LucideIcon, key: string, act: Act): Command {
  return {
    id,
    title,
    icon,
    category: 'nodes',
    when: 'canvas',
    keys: [key],
    listed: false,
    repeats: true,
    act,
  };
}

function walk(direction: Direction, title: string, icon: LucideIcon): Command {
  return onFocus(`node.go-${direction}`, title, icon, ARROWS[direction], (from) =>
    goToNeighbour(direction, from),
  );
}

function move(direction: Direction, title: string): Command {
  return onFocus(`node.move-${direction}`, title, Move, `Shift+${ARROWS[direction]}`, (from) => {
    chooseFocused(from);
    moveSelection(direction);
  });
}
