import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { goTo, useScreen } from '../app/screen.ts';

/** What the screen of runs shows. */
export type RunsView =
  | { readonly kind: 'list' }
  | { readonly kind: 'run'; readonly run: number }
  | { readonly kind: 'compare'; readonly before: number; readonly after: number };

interface RunsState {
  /** Path of the project that the view belongs to. */
  readonly project: string | undefined;
  readonly view: RunsView;
  /** Runs that are chosen in the list. */
  readonly chosen: readonly number[];
}

const LIST: RunsView = { kind: 'list' };

export const useRuns = create<RunsState>()(
  persist((): RunsState => ({ project: undefined, view: LIST, chosen: [] }), {
    name: 'ekphrasis.runs',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** The view in the open project; in another one it starts with the list. */
export function useRunsView(): RunsView {
  const project = useScreen((state) => state.project);
  return useRuns((state) => (state.project === project ? state.view : LIST));
}

export function useChosenRuns(): readonly number[] {
  const project = useScreen((state) => state.project);
  return useRuns((state) => (state.project === project ? state.chosen : NONE));
}
const NONE: readonly number[] = [];

function show(view: RunsView): void {
  const { project } = useScreen.getState();
  const known = useRuns.getState();
  useRuns.setState({ project, view, chosen: known.project === project ? known.chosen : [] });
  goTo('runs');
}

export const showRuns = () => show(LIST);
export const openRun = (run: number) => show({ kind: 'run', run });
/** The earlier run stands first, whichever was chosen first. */
export const compareRunsOf = (one: number, other: number) =>
  show({ kind: 'compare', before: Math.min(one, other), after: Math.max(one, other) });
export const showComparison = (before: number, after: number) => show({ kind: 'compare', before, after });

/** Two can be chosen at once: a third one takes the place of the one that was chosen first. */
export function chooseRun(run: number, chosen: boolean): void {
  const { project } = useScreen.getState();
  const known = useRuns.getState();
  const before = known.project === project ? known.chosen : [];
  const others = before.filter((id) => id !== run);
  useRuns.setState({ project, chosen: chosen ? [...others, run].slice(-2) : others });
}

export function clearChosen(): void {
  useRuns.setState({ chosen: [] });
}
