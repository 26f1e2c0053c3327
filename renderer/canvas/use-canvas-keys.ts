import { useEffect } from 'react';
import type { Point } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { isTyping } from '../app/shortcuts.ts';
import { GRID, neighbour } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import { fitCanvas, focusNode } from './canvas-instance.ts';
import {
  chosenNodes,
  copySelection,
  duplicateNodes,
  pasteClipboard,
  removeSelection,
  toggleMode,
} from './clipboard.ts';
import { useQuickAdd } from './QuickAdd.tsx';

const DIRECTIONS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const;
const STEPS: Record<(typeof DIRECTIONS)[keyof typeof DIRECTIONS], Point> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
};

/** Keys of the canvas while the focus is in it, or nowhere. Returns nothing; ends with the canvas. */
export function useCanvasKeys(host: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const here = (target: EventTarget | null) =>
      !isTyping(target) &&
      (target === document.body || (target instanceof Node && host.current?.contains(target) === true));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !here(event.target)) return;
      if (handleKey(event, host.current)) event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => {
      if (here(event.target) && window.getSelection()?.isCollapsed !== false) copySelection(event);
    };
    const onCut = (event: ClipboardEvent) => {
      if (here(event.target) && copySelection(event)) removeSelection(TEXTS.edits.cut);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (here(event.target)) pasteClipboard(event);
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('copy', onCopy);
    window.addEventListener('cut', onCut);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('copy', onCopy);
      window.removeEventListener('cut', onCut);
      window.removeEventListener('paste', onPaste);
    };
  }, [host]);
}

function handleKey(event: KeyboardEvent, host: HTMLElement | null): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const onButton = event.target instanceof HTMLButtonElement;
  if (ctrl ? ACTING_CTRL.has(key) : ACTING.has(key) && !event.shiftKey) chooseFocused(event.target);
  if (ctrl) {
    if (key === 'a') selectNodes(everything());
    else if (key === 'd') duplicateNodes(chosenNodes());
    else if (key === 'b') toggleMode(chosenNodes(), 'bypassed');
    else if (key === 'm') toggleMode(chosenNodes(), 'muted');
    else return false;
    return true;
  }
  if (event.altKey) return false;
  if (event.key === 'Delete' || event.key === 'Backspace') removeSelection();
  else if (event.key === '.') fitCanvas();
  else if (event.key === 'Tab' && !event.shiftKey && !onButton) openQuickAdd(host);
  else if (key === 'c') startWire(host);
  else if (event.key === 'Escape') selectNodes([]);
  else if (event.key === 'Enter' && !onButton) return openInspector(event);
  else if (event.key in DIRECTIONS)
    return arrow(DIRECTIONS[event.key as keyof typeof DIRECTIONS], event.shiftKey);
  else return false;
  return true;
}

/** Keys that do something to the chosen nodes. */
const ACTING: ReadonlySet<string> = new Set(['delete', 'backspace', 'tab', 'c']);
const ACTING_CTRL: ReadonlySet<string> = new Set(['d', 'b', 'm']);

/** What is done by key is done to the node that has the focus, not to one that was chosen before. */
function chooseFocused(target: EventTarget | null): void {
  const node =
    target instanceof Element ? target.closest('.react-flow__node')?.getAttribute('data-id') : null;
  if (node && !useScreen.getState().selection.includes(node)) selectNodes([node]);
}

function everything(): string[] {
  const { nodes, notes, frames } = currentFlow();
  return [...nodes, ...notes, ...frames].map(({ id }) => id);
}

function openQuickAdd(host: HTMLElement | null): void {
  const box = host?.getBoundingClientRect();
  if (!box) return;
  useQuickAdd.setState({
    request: { at: { x: box.left + box.width / 2 - 140, y: box.top + 80 }, place: undefined },
  });
}

/** Lists what fits the chosen node's main output; the node chosen there is added and wired. */
function startWire(host: HTMLElement | null): void {
  const id = chosenNodes()[0];
  const node = currentFlow().nodes.find((each) => each.id === id);
  const output = node && useFlowStore.getState().catalog.get(node.type)?.outputs[0];
  const box = host?.querySelector(`[data-id="${id}"]`)?.getBoundingClientRect();
  if (!node || !output || !box) return;
  useQuickAdd.setState({
    request: {
      at: { x: box.right + 8, y: box.top },
      place: { x: node.position.x + 280, y: node.position.y },
      wire: { side: 'output', type: output.type, node: node.id, port: output.name },
    },
  });
}

function openInspector(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : undefined;
  // On a wire, Enter chooses the wire.
  if (target?.closest('.react-flow__edge')) return false;
  const id = target?.closest('[data-id]')?.getAttribute('data-id');
  if (id) selectNodes([id]);
  if (useScreen.getState().selection.length === 0) return false;
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>('[data-region="inspector"] [role="tab"][aria-selected="true"]')
      ?.focus(),
  );
  return true;
}

function arrow(direction: keyof typeof STEPS, move: boolean): boolean {
  const flow = currentFlow();
  const ids = useScreen.getState().selection;
  if (move) {
    const step = STEPS[direction];
    const moved = [...flow.nodes, ...flow.notes, ...flow.frames].filter(({ id }) => ids.includes(id));
    const edit: FlowEdit = {
      kind: 'move',
      moves: moved.map(({ id, position }) => ({
        id,
        position: { x: position.x + step.x, y: position.y + step.y },
      })),
    };
    if (moved.length > 0) editFlow([edit], TEXTS.edits.move, `move ${ids.join(' ')}`);
    return true;
  }
  const focused = document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id');
  const from = focused ?? ids[0];
  const next = from === undefined ? flow.nodes[0]?.id : neighbour(flow, from, direction);
  if (next === undefined) return true;
  selectNodes([next]);
  focusNode(next);
  return true;
}
