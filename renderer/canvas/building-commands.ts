import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  Braces,
  Crosshair,
  FileDown,
  FileUp,
  FoldVertical,
  Grid3x3,
  type LucideIcon,
  Mouse,
  PencilLine,
  Scan,
  SearchCode,
  Shrink,
  Spline,
  SquareX,
  Unplug,
  Waypoints,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useScreen } from '../app/screen.ts';
import { type Act, type Command, defineCommands } from '../commands/command.ts';
import type { Alignment, Axis } from '../flow/arrange.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { alignSelection, chosenBoxes, distributeSelection } from './arrange-selection.ts';
import { zoomBy, zoomTo, zoomToBoxes } from './canvas-instance.ts';
import { useCanvasPreferences } from './canvas-preferences.ts';
import { chosenNodes, takeOutSelection } from './clipboard.ts';
import { toggleCollapsed } from './collapse.ts';
import { beginEditing } from './editing.ts';
import { useFind } from './find-state.ts';
import { copyFlow, loadFlow, saveFlow } from './flow-file.ts';
import { chooseFocused, nodeAt } from './focused-node.ts';
import { chosenFrames, fitFrames, removeFrames } from './frame-actions.ts';
import { insertIntoWire } from './insert-into-wire.ts';
import { removeChosen } from './remove-chosen.ts';

const TEXTS = CANVAS_TEXTS.commands;
const ALIGNMENTS: readonly (readonly [Alignment, LucideIcon, string])[] = [
  ['left', AlignStartVertical, 'Alt+A'],
  ['centre', AlignCenterVertical, 'Alt+H'],
  ['right', AlignEndVertical, 'Alt+D'],
  ['top', AlignStartHorizontal, 'Alt+W'],
  ['middle', AlignCenterHorizontal, 'Alt+V'],
  ['bottom', AlignEndHorizontal, 'Alt+S'],
];
const DISTRIBUTIONS: readonly (readonly [Axis, LucideIcon, string])[] = [
  ['horizontal', AlignHorizontalSpaceBetween, 'Alt+Shift+H'],
  ['vertical', AlignVerticalSpaceBetween, 'Alt+Shift+V'],
];

const isShown = () => useScreen.getState().screen === 'flow' && Boolean(useProject.getState().project);
const isChosen = (least: number) => useScreen.getState().selection.length >= least;

/** What is done to a flow while it is built: wires, frames, places, the view, and whole flows as text. */
export const BUILDING_COMMANDS = defineCommands([
  chosen(
    'node.remove-and-heal',
    TEXTS.removeAndHeal,
    Waypoints,
    ['Shift+Delete', 'Shift+Backspace'],
    (from) => removeChosen(from, CANVAS_TEXTS.edits.removeAndHeal, true),
  ),
  chosen('node.take-out', TEXTS.takeOut, Unplug, ['Alt+X'], takeOutSelection),
  {
    ...chosen('wire.insert-node', TEXTS.insertNode, Spline, [], insertIntoWire),
    enabled: () => isShown() && useScreen.getState().wires.length === 1,
  },
  chosen('node.rename', TEXTS.rename, PencilLine, ['F2'], (from) => {
    // Of several that are chosen, the one that has the focus is meant.
    const id = nodeAt(from) ?? useScreen.getState().selection[0];
    if (id !== undefined) beginEditing(id);
  }),
  chosen('node.collapse', TEXTS.collapse, FoldVertical, ['Alt+C'], () => toggleCollapsed(chosenNodes())),
  framed('frame.remove', TEXTS.ungroup, SquareX, ['Ctrl+Shift+G'], removeFrames),
  framed('frame.fit', TEXTS.fitFrame, Shrink, [], fitFrames),
  ...ALIGNMENTS.map(([how, icon, key]) => ({
    ...chosen(`arrange.${how}`, TEXTS.align[how], icon, [key], () => alignSelection(how)),
    enabled: () => isShown() && isChosen(2),
  })),
  ...DISTRIBUTIONS.map(([axis, icon, key]) => ({
    ...chosen(`arrange.${axis}`, TEXTS.distribute[axis], icon, [key], () => distributeSelection(axis)),
    enabled: () => isShown() && isChosen(3),
  })),
  {
    ...view('canvas.zoom-selection', TEXTS.zoomSelection, Scan, ['Shift+2'], () =>
      zoomToBoxes(chosenBoxes().map(({ id }) => id)),
    ),
    enabled: () => isShown() && isChosen(1),
  },
  view('canvas.zoom-reset', TEXTS.zoomReset, Crosshair, ['Shift+0'], () => zoomTo(1)),
  view('canvas.zoom-in', TEXTS.zoomIn, ZoomIn, ['+'], () => zoomBy(1.25)),
  view('canvas.zoom-out', TEXTS.zoomOut, ZoomOut, ['-'], () => zoomBy(0.8)),
  view('canvas.find', TEXTS.find, SearchCode, ['Ctrl+F'], () => useFind.getState().show()),
  view('canvas.snap', TEXTS.snap, Grid3x3, [], () =>
    useCanvasPreferences.setState(({ snap }) => ({ snap: !snap })),
  ),
  view('canvas.wheel-pans', TEXTS.wheelPans, Mouse, [], () =>
    useCanvasPreferences.setState(({ wheel }) => ({ wheel: wheel === 'pan' ? 'zoom' : 'pan' })),
  ),
  whole('flow.copy-json', TEXTS.copyFlow, Braces, () => void copyFlow()),
  whole('flow.save-file', TEXTS.saveFlow, FileDown, saveFlow),
  { ...whole('flow.load-file', TEXTS.loadFlow, FileUp, loadFlow), enabled: isShown },
]);

/** Done to what is chosen, or to the node that has the focus. */
function chosen(
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
    keys,
    category: 'nodes',
    when: 'canvas',
    enabled: (from) => isShown() && (nodeAt(from) !== undefined || isChosen(1)),
    act: (from) => {
      chooseFocused(from);
      act(from);
    },
  };
}

function framed(
  id: Command['id'],
  title: string,
  icon: LucideIcon,
  keys: readonly string[],
  act: () => void,
): Command {
  return { ...chosen(id, title, icon, keys, act), enabled: () => isShown() && chosenFrames().length > 0 };
}

function view(
  id: Command['id'],
  title: string,
  icon: LucideIcon,
  keys: readonly string[],
  act: () => void,
): Command {
  return { id, title, icon, keys, category: 'canvas', when: 'canvas', enabled: isShown, act };
}

function whole(id: Command['id'], title: string, icon: LucideIcon, act: () => void): Command {
  const enabled = () => isShown() && currentFlow().nodes.length > 0;
  return { id, title, icon, category: 'edit', when: 'canvas', enabled, act };
}
