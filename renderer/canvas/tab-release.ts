import { create } from 'zustand';

/** After Esc, Tab leaves the canvas instead of adding a node, so that nobody is caught in it (WCAG 2.1.2). */
export const useTabRelease = create<{ readonly released: boolean }>(() => ({ released: false }));
