import { findNode, type Wire, wireId } from '../../core/flow.ts';
import type { PortDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS } from '../../core/port.ts';
import { selectNodes } from '../app/screen.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { rankFitting } from '../flow/rank-fitting.ts';
import { portAt, portsOf, type Side } from '../flow/wire-fit.ts';
import { toast } from '../parts/Toast.tsx';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { TEXTS } from '../texts.ts';
import { addNode } from './add-node.ts';
import { canvasElement, focusNode } from './canvas-instance.ts';
import { ask, type ChoiceGroup, openList } from './choice-state.ts';
import { chosenNodes } from './clipboard.ts';
import { connectablePorts } from './connect-choices.ts';
import { focusWire } from './focus-wire.ts';
import { nodesAlong, wiresAt } from './follow-wires.ts';

const { choose } = COMMAND_TEXTS;
/** A new node stands this far from the one it is wired to, canvas units. */
const GAP = 60;

/** Draws a wire from the chosen node without a mouse: which port, then to which port of the flow, or to which new node. */
export function connectFrom(side: Side): void {
  const node = onlyNode();
  if (!node) return;
  const type = useFlowStore.getState().catalog.get(node.type);
  const ports = portsOf(type, side);
  const asked = ask({
    title: side === 'output' ? choose.output : choose.input,
    at: besideNode(node.id),
    groups: [
      {
        title: titleOfNode(node.id),
        choices: ports.map((port) => ({
          id: port.name,
          title: port.label,
          hint: PORT_LABELS[port.type],
          port: port.type,
          // The list closes before the next one opens.
          act: () => askTarget(node.id, side, port),
        })),
      },
    ],
  });
  if (!asked)
    toast(side === 'output' ? choose.noOutput(titleOfNode(node.id)) : choose.noInput(titleOfNode(node.id)));
}

function askTarget(id: string, side: Side, port: PortDescriptor): void {
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  const node = findNode(flow, id);
  const end = { node: id, port: port.name, side };
  const category = node && catalog.get(node.type)?.category;
  const loose = { ...end, type: port.type, ...(category && { category }) };
  const place = node && {
    x:
      side === 'output'
        ? node.position.x + (node.width ?? NODE_WIDTH) + GAP
        : node.position.x - NODE_WIDTH - GAP,
    y: node.position.y,
  };
  const groups: readonly ChoiceGroup[] = [
    {
      title: TEXTS.commandPalette.inFlow,
      choices: connectablePorts(flow, catalog, end).map((to) => ({
        id: wireId(to.wire),
        title: nodeTitle(to.node, catalog),
        hint: to.port.label,
        port: to.port.type,
        act: () => {
          editFlow([{ kind: 'connect', wire: to.wire }], TEXTS.edits.connect);
          focusNode(id);
        },
      })),
    },
    {
      title: TEXTS.palette.quickAdd,
      choices: rankFitting([...catalog.values()], loose).map((type) => ({
        id: type.type,
        title: type.title,
        hint: TEXTS.palette.categories[type.category],
        act: () => addNode(type, place, loose),
      })),
    },
  ];
  // Not at once where there is but one: a new node comes only when it was asked for.
  const found = groups.some(({ choices }) => choices.length > 0);
  if (!found) toast(TEXTS.palette.nothingFits);
  else openList({ title: choose.target(port.label), at: besideNode(id), groups });
}

/** Lists the wires of the chosen node, and goes to the one that is taken: it can be followed, or removed. */
export function listWires(): void {
  const node = onlyNode();
  if (!node) return;
  const wires = wiresAt(currentFlow(), node.id);
  const asked = ask({
    title: choose.wire(titleOfNode(node.id)),
    at: besideNode(node.id),
    groups: [
      { title: choose.into, choices: wires.filter(({ to }) => to.node === node.id).map(choiceOf) },
      { title: choose.outOf, choices: wires.filter(({ from }) => from.node === node.id).map(choiceOf) },
    ],
  });
  if (!asked) toast(choose.noWires(titleOfNode(node.id)));
}

function choiceOf(wire: Wire) {
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  const port = portAt(flow, catalog, { ...wire.from, side: 'output' });
  return {
    id: wireId(wire),
    title: choose.between(titleOfNode(wire.from.node), titleOfNode(wire.to.node)),
    hint: port?.label ?? wire.from.port,
    ...(port && { port: port.type }),
    act: () => focusWire(wire),
  };
}

/** Goes to the node that a wire of this one leads to or comes from; with several, it is asked which. */
export function followWires(id: string, side: Side): void {
  const flow = currentFlow();
  const asked = ask({
    title: side === 'output' ? choose.downstream : choose.upstream,
    at: besideNode(id),
    groups: [
      {
        title: side === 'output' ? choose.after(titleOfNode(id)) : choose.before(titleOfNode(id)),
        choices: nodesAlong(flow, id, side).map((other) => ({
          id: other,
          title: titleOfNode(other),
          act: () => {
            selectNodes([other]);
            focusNode(other);
          },
        })),
      },
    ],
  });
  if (!asked) toast(side === 'output' ? choose.end(titleOfNode(id)) : choose.start(titleOfNode(id)));
}

function onlyNode() {
  const id = chosenNodes()[0];
  return id === undefined ? undefined : findNode(currentFlow(), id);
}

/** What the node is called. */
export function titleOfNode(id: string): string {
  const node = findNode(currentFlow(), id);
  return node ? nodeTitle(node, useFlowStore.getState().catalog) : id;
}

function besideNode(id: string): { readonly x: number; readonly y: number } {
  const card = canvasElement()?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  const box = (card ?? canvasElement())?.getBoundingClientRect();
  return card && box
    ? { x: box.right + 8, y: box.top }
    : { x: (box?.left ?? 0) + 80, y: (box?.top ?? 0) + 80 };
}
