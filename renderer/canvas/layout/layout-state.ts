import { create } from 'zustand';

/** Whether the flow is being laid out in the background. */
export const useLayout = create<{ readonly running: boolean }>(() => ({ running: false }));
