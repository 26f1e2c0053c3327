import {
  Map as MapIcon,
  Maximize,
  Network,
  Plus,
  SquareDashed,
  SquareMousePointer,
  StickyNote,
} from 'lucide-react';
import { announce } from '../app/announcer.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { type Command, defineCommands } from '../commands/command.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { TEXTS } from '../texts.ts';
import { canvasElement, fitCanvas } from './canvas-instance.ts';
import { wireAt } from './focus-wire.ts';
import { chooseFocused, leaveNode, nodeAt } from './focused-node.ts';
import { addNote } from './note-actions.ts';
import { useQuickAdd } from './quick-add-state.ts';
import { useTabRelease } from './tab-release.ts';
import { tidyFlow } from './tidy-flow.ts';

const { titles } = COMMAND_TEXTS;
const isShown = () => useScreen.getState().screen === 'flow' && Boolean(useProject.getState().project);

/** What is done to the canvas as a whole. */
export const CANVAS_COMMANDS = defineCommands([
  canvas({
    id: 'canvas.fit',
    title: TEXTS.canvas.fit,
    icon: Maximize,
    keys: ['.', 'Shift+1'],
    act: fitCanvas,
  }),
  canvas({
    id: 'canvas.minimap',
    title: TEXTS.canvas.minimap,
    icon: MapIcon,
    when: 'outside-fields',
    keys: ['Alt+M'],
    act: () => useScreen.setState((state) => ({ minimap: !state.minimap })),
  }),
  canvas({
    id: 'canvas.tidy',
    title: TEXTS.canvas.tidy,
    icon: Network,
    keys: ['Ctrl+Shift+L'],
    act: tidyFlow,
  }),
  canvas({
    id: 'canvas.add-node',
    title: titles.addNode,
    icon: Plus,
    keys: ['Tab'],
    listed: false,
    act: openQuickAdd,
  }),
  canvas({ id: 'canvas.add-note', title: TEXTS.canvas.addNote, icon: StickyNote, act: addNote }),
  canvas({
    id: 'canvas.select-all',
    title: titles.selectAll,
    icon: SquareMousePointer,
    keys: ['Ctrl+A'],
    act: () => {
      const { nodes, notes, frames } = currentFlow();
      selectNodes([...nodes, ...notes, ...frames].map(({ id }) => id));
    },
  }),
  canvas({
    id: 'canvas.select-none',
    title: titles.clearSelection,
    icon: SquareDashed,
    keys: ['Esc'],
    act: leaveSelection,
  }),
]);

function canvas(command: Omit<Command, 'category' | 'when'> & Partial<Pick<Command, 'when'>>): Command {
  return { category: 'canvas', when: 'canvas', enabled: isShown, ...command };
}

/** Back from a button on a node; else nothing is chosen any more, and the next Tab leaves the canvas. */
function leaveSelection(from?: Element): void {
  if (leaveNode(from)) return;
  selectNodes([]);
  if (nodeAt(from) === undefined && !wireAt(from)) return;
  useTabRelease.setState({ released: true });
  announce(COMMAND_TEXTS.said.released);
}

/** Lists node types; not where Tab stands on a button, which it leaves. */
function openQuickAdd(from?: Element): boolean {
  const box = canvasElement()?.getBoundingClientRect();
  if (!box || from instanceof HTMLButtonElement || useTabRelease.getState().released) return false;
  chooseFocused(from);
  useQuickAdd.setState({
    request: { at: { x: box.left + box.width / 2 - 140, y: box.top + 80 }, place: undefined },
  });
  return true;
}
