import { create } from 'zustand';

/** Whether the list of commands is open. */
export const useCommandPalette = create<{ readonly open: boolean }>(() => ({ open: false }));

/** Opens the list of commands, nodes and node types. */
export function openCommandPalette(): void {
  useCommandPalette.setState({ open: true });
}
