import { create } from 'zustand';

/** What readers are told when they pause; `turn` tells the same words apart when they are said again. */
export const useAnnouncer = create<{ readonly text: string; readonly turn: number }>(() => ({
  text: '',
  turn: 0,
}));

/** Tells those who listen to the screen what has changed where they do not look. */
export function announce(text: string): void {
  useAnnouncer.setState(({ turn }) => ({ text, turn: turn + 1 }));
}
