import { create } from 'zustand';
import { wireId } from '../../core/flow.ts';
import { fedFrom } from '../canvas/fed-from.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';

/** A port whose samples are looked at, and where on the window that was asked for, pixels. */
export interface PeekTarget {
  readonly node: string;
  readonly port: string;
  /** Node behind the wire: a run to it fills the list. */
  readonly to?: string;
  readonly at: { readonly x: number; readonly y: number };
}

export const usePeek = create<{ readonly target: PeekTarget | undefined; readonly cameFrom?: HTMLElement }>(
  () => ({ target: undefined }),
);

/** Shows the latest samples of a port beside a place in the window. */
export function peekAtPort(target: PeekTarget): void {
  const { activeElement } = document;
  usePeek.setState({ target, ...(activeElement instanceof HTMLElement && { cameFrom: activeElement }) });
}

/** The same for a wire on the canvas, by its id; false where there is none. Beside the wire, unless a place is given. */
export function peekAtWire(id: string, at?: PeekTarget['at']): boolean {
  const wire = currentFlow().wires.find((one) => wireId(one) === id);
  if (!wire) return false;
  // Of a bypassed node only the engine's records of what is before it tell; of several such nodes the first is shown.
  const from = fedFrom(currentFlow(), wire.from)[0] ?? wire.from;
  peekAtPort({ ...from, to: wire.to.node, at: at ?? middleOf(id) });
  return true;
}

export function endPeek(): void {
  usePeek.setState({ target: undefined });
}

// What one project's wires carry is not another's.
useProject.subscribe((now, before) => {
  if (now.project?.path !== before.project?.path) endPeek();
});

function middleOf(id: string): PeekTarget['at'] {
  const path = document.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"] path`);
  const box = path?.getBoundingClientRect();
  return box
    ? { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    : { x: window.innerWidth / 2, y: window.innerHeight / 2 };
}
