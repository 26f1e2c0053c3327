import {
  ArrowLeftToLine,
  ArrowRightToLine,
  type LucideIcon,
  MoveLeft,
  MoveRight,
  SquareMousePointer,
  Waypoints,
} from 'lucide-react';
import { selectNodes, useScreen } from '../app/screen.ts';
import { type Act, type Command, defineCommands } from '../commands/command.ts';
import { toast } from '../parts/Toast.tsx';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { canvasElement, focusNode } from './canvas-instance.ts';
import { chosenNodes } from './clipboard.ts';
import { wireAt } from './focus-wire.ts';
import { chooseFocused, enterNode, nodeAt } from './focused-node.ts';

const { titles, choose } = COMMAND_TEXTS;

/** Drawing, following and removing wires without a mouse. */
export const WIRE_COMMANDS = defineCommands([
  onNode('node.start-wire', titles.startWire, ArrowRightToLine, 'C', () =>
    byKeys((it) => it.connectFrom('output')),
  ),
  onNode('node.end-wire', titles.endWire, ArrowLeftToLine, 'Shift+C', () =>
    byKeys((it) => it.connectFrom('input')),
  ),
  onNode('node.wires', titles.wires, Waypoints, 'W', () => byKeys((it) => it.listWires())),
  onNode('node.downstream', titles.downstream, MoveRight, 'Alt+ArrowRight', (from) => follow('output', from)),
  onNode('node.upstream', titles.upstream, MoveLeft, 'Alt+ArrowLeft', (from) => follow('input', from)),
  onNode('node.enter', titles.enterNode, SquareMousePointer, 'Alt+ArrowDown', enter),
]);

/** Lists and wires without a hand are loaded when they are asked for. */
function byKeys(act: (loaded: typeof import('./connect-by-keys.ts')) => unknown): void {
  void import('./connect-by-keys.ts').then(act);
}

function onNode(id: Command['id'], title: string, icon: LucideIcon, key: string, act: Act): Command {
  return {
    id,
    title,
    icon,
    category: 'nodes',
    when: 'canvas',
    keys: [key],
    enabled: (from) =>
      useScreen.getState().screen === 'flow' &&
      (nodeAt(from) !== undefined || wireAt(from) !== undefined || chosenNodes().length > 0),
    act: (from) => {
      chooseFocused(from);
      return act(from);
    },
  };
}

/** From a wire to its end, from a node along its wires. */
function follow(side: 'input' | 'output', from?: Element): void {
  const wire = wireAt(from);
  const id = chosenNodes()[0];
  if (!wire) {
    if (id !== undefined) byKeys((it) => it.followWires(id, side));
    return;
  }
  const end = side === 'output' ? wire.to.node : wire.from.node;
  selectNodes([end]);
  focusNode(end);
}

function enter(): void {
  const id = chosenNodes()[0];
  if (id === undefined) return;
  const card = canvasElement()?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (!enterNode(card ?? null)) byKeys((it) => toast(choose.noButtons(it.titleOfNode(id))));
}
