import { create } from 'zustand';

/** Whether the sheet of keys is open. */
export const useKeySheet = create<{ readonly open: boolean }>(() => ({ open: false }));

/** Opens the sheet of all keys. */
export function openKeySheet(): void {
  useKeySheet.setState({ open: true });
}
