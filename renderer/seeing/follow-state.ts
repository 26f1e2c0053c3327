import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { SamplePath } from '../../core/sample-path.ts';
import { goTo, useScreen } from '../app/screen.ts';

/** Whose way is shown: a picture's, or that of a sample of which a node left a record, such as a file that could not be read. */
export interface FollowTarget {
  readonly image?: string;
  readonly sample?: string;
  readonly node?: string;
  /** Said until more is known. */
  readonly path: string;
}

interface FollowState {
  readonly target: FollowTarget | undefined;
  /** Undefined while it is being worked out. */
  readonly path: SamplePath | undefined;
  /** Ids of the wires that it went along. */
  readonly wires: ReadonlySet<string>;
  /** What had the focus before. */
  readonly cameFrom: HTMLElement | undefined;
}

const NOBODY: FollowState = { target: undefined, path: undefined, wires: new Set(), cameFrom: undefined };

export const useFollow = create<FollowState>()(
  persist(() => NOBODY, {
    name: 'ekphrasis.follow',
    storage: createJSONStorage(() => sessionStorage),
    // Only who it is; the engine tells the way anew.
    partialize: ({ target }) => ({ target }),
  }),
);

/** Shows the way of a picture on the canvas, with its steps beside it. */
export function followSample(target: FollowTarget): void {
  const { activeElement } = document;
  const cameFrom = activeElement instanceof HTMLElement ? activeElement : undefined;
  useFollow.setState({ ...NOBODY, target, ...(cameFrom && { cameFrom }) });
  goTo('flow');
}

/** The canvas is as it was; the focus goes back to where it came from. */
export function endFollow(): void {
  const { cameFrom } = useFollow.getState();
  useFollow.setState(NOBODY);
  requestAnimationFrame(() => {
    const canvas = document.querySelector<HTMLElement>('[data-region="canvas"] [tabindex="0"]');
    (cameFrom?.isConnected ? cameFrom : canvas)?.focus();
  });
}

/** The engine has told the way. */
export function showPath(path: SamplePath | undefined): void {
  useFollow.setState({ path, wires: new Set(path?.wires) });
}

// A picture of one project has no way in another.
useScreen.subscribe((now, before) => {
  if (now.project !== before.project) useFollow.setState(NOBODY);
});

/** Whether a wire is lit; undefined while nothing is followed. */
export function useLitWire(id: string): boolean | undefined {
  return useFollow((state) => (state.target ? state.wires.has(id) : undefined));
}
