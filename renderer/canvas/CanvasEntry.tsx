import { useEffect, useRef } from 'react';
import { announce } from '../app/announcer.ts';
import { useScreen } from '../app/screen.ts';
import { keyText } from '../commands/chord-text.ts';
import { keysNow } from '../commands/registry.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { TEXTS } from '../texts.ts';
import { focusNode } from './canvas-instance.ts';
import { nodeAt } from './focused-node.ts';
import { useTabRelease } from './tab-release.ts';

/**
 * The canvas's one place in the order of Tab: whoever comes here goes on to the node where the focus was last. Nodes that
 * are out of view are not drawn, so that none of them could be that place itself. While the focus is inside, Shift+Tab
 * must find the way out: then this is no place.
 */
export function CanvasEntry() {
  const entry = useRef<HTMLButtonElement>(null);
  const last = useRef<string>(undefined);
  useEffect(() => {
    const button = entry.current;
    const host = button?.parentElement;
    if (!button || !host) return;
    const isInside = (target: EventTarget | null) =>
      target instanceof Element && target.closest('.react-flow') !== null && host.contains(target);
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!isInside(target)) return;
      button.tabIndex = -1;
      last.current = nodeAt(target as Element) ?? last.current;
    };
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      // The window has lost the focus, and what has it within stays.
      if (target === document.activeElement) return;
      useTabRelease.setState({ released: false });
      if (!isInside(relatedTarget)) button.tabIndex = 0;
    };
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (!['Escape', 'Tab', 'Shift'].includes(key)) useTabRelease.setState({ released: false });
    };
    host.addEventListener('focusin', onFocusIn);
    host.addEventListener('focusout', onFocusOut);
    host.addEventListener('keydown', onKeyDown);
    return () => {
      host.removeEventListener('focusin', onFocusIn);
      host.removeEventListener('focusout', onFocusOut);
      host.removeEventListener('keydown', onKeyDown);
    };
  }, []);
  return (
    <button
      ref={entry}
      type="button"
      data-region-start=""
      aria-label={TEXTS.canvas.name}
      className="sr-only"
      onFocus={() => {
        const { nodes } = currentFlow();
        const ids = new Set(nodes.map(({ id }) => id));
        const wanted = [last.current, ...useScreen.getState().selection].find(
          (id) => id !== undefined && ids.has(id),
        );
        const to = wanted ?? nodes[0]?.id;
        if (to !== undefined) focusNode(to);
        introduce(nodes.length);
      }}
    />
  );
}

let introduced = false;

/** Says once what keys do here, and how to leave. */
function introduce(count: number): void {
  if (introduced) return;
  introduced = true;
  const { said } = COMMAND_TEXTS;
  const { keys } = keysNow();
  const [add, sheet] = ['canvas.add-node', 'app.keys'].map((id) => keys.get(id)?.[0]);
  announce(
    [
      said.canvas(count),
      said.walk,
      add !== undefined && said.add(keyText(add)),
      said.leave,
      sheet !== undefined && said.sheet(keyText(sheet)),
    ]
      .filter(Boolean)
      .join(', '),
  );
}
