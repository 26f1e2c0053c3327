import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export type Screen =
  | 'start'
  | 'flow'
  | 'light-table'
  | 'try'
  | 'runs'
  | 'training'
  | 'image'
  | 'models'
  | 'settings';
export type InspectorTab = 'settings' | 'samples' | 'notes' | 'log';
export type StripTab = 'live' | 'problems' | 'log' | 'runs' | 'batches';

/** What the Samples tab lists: all of a node, or one of its ports or outcomes. */
export interface Peek {
  readonly node: string;
  readonly port?: string;
  readonly outcome?: 'kept' | 'rejected' | 'failed';
}

/** Where the person is; survives a reload of this tab. */
export interface ScreenState {
  readonly screen: Screen;
  /** Path of the project that selection, peek and viewport belong to. */
  readonly project: string | undefined;
  /** The picture of screen `image`. */
  readonly image: string | undefined;
  /** Where `image` goes back to. */
  readonly back: Screen;
  /** Ids of chosen nodes, notes and frames. */
  readonly selection: readonly string[];
  /** Ids of chosen wires. */
  readonly wires: readonly string[];
  readonly inspectorTab: InspectorTab;
  readonly peek: Peek | undefined;
  readonly stripTab: StripTab;
  /** As the person left it; undefined leaves it to the window's height. */
  readonly stripFolded: boolean | undefined;
  readonly minimap: boolean;
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number } | undefined;
}

export const useScreen = create<ScreenState>()(
  persist(
    (): ScreenState => ({
      screen: 'flow',
      project: undefined,
      image: undefined,
      back: 'flow',
      selection: [],
      wires: [],
      inspectorTab: 'settings',
      peek: undefined,
      stripTab: 'live',
      stripFolded: undefined,
      minimap: false,
      viewport: undefined,
    }),
    { name: 'ekphrasis.screen', storage: createJSONStorage(() => sessionStorage) },
  ),
);

export function goTo(screen: Exclude<Screen, 'image'>): void {
  useScreen.setState({ screen });
}

/** Shows one picture large; closing it goes back to where it was pressed. */
export function openImage(hash: string): void {
  forgiveDoubleClick();
  const { screen, back } = useScreen.getState();
  useScreen.setState({ screen: 'image', image: hash, back: screen === 'image' ? back : screen });
}

export function closeImage(): void {
  useScreen.setState((state) => ({ screen: state.back }));
}

/** Chooses nodes on the canvas; the peek goes unless it belongs to one of them. */
export function selectNodes(selection: readonly string[], wires: readonly string[] = []): void {
  useScreen.setState((state) => ({
    selection,
    wires,
    peek: state.peek && selection.includes(state.peek.node) ? state.peek : undefined,
  }));
}

/** Lists the samples behind a number in the inspector. */
export function peekAt(peek: Peek): void {
  useScreen.setState({ screen: 'flow', selection: [peek.node], peek, inspectorTab: 'samples' });
}

/** Another project was opened: what was chosen in the one before means nothing in it. */
export function enterProject(path: string): void {
  if (useScreen.getState().project === path) return;
  useScreen.setState((state) => ({
    project: path,
    selection: [],
    wires: [],
    peek: undefined,
    viewport: undefined,
    image: undefined,
    screen: state.screen === 'image' ? 'flow' : state.screen,
  }));
}

/** Who opens with two presses makes the second one on the screen that has come: it must not select all of its text. */
function forgiveDoubleClick(): void {
  const forgive = (event: MouseEvent) => {
    if (event.detail > 1) event.preventDefault();
  };
  window.addEventListener('mousedown', forgive, { capture: true, once: true });
}
