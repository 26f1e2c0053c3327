import { create } from 'zustand';

/** What is looked for on the canvas; the bar is there while `query` is defined. */
interface FindState {
  readonly query: string | undefined;
  /** Ids of the nodes, notes and frames that match, in reading order. */
  readonly matches: readonly string[];
  /** Which of them is shown. */
  readonly at: number;
  /** Counts up each time the bar is asked for, so that its field takes the focus again. */
  readonly asked: number;
  readonly show: () => void;
}

export const useFind = create<FindState>((set) => ({
  query: undefined,
  matches: [],
  at: 0,
  asked: 0,
  show: () => set(({ query = '', asked }) => ({ query, asked: asked + 1 })),
}));

const NONE: readonly string[] = [];

export function hideFind(): void {
  useFind.setState({ query: undefined, matches: NONE, at: 0 });
}
