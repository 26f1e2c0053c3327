import { create } from 'zustand';

/** The parameter that was changed last in this window: what it runs again is said beside it. */
export const useTouched = create<{ readonly node?: string; readonly param?: string }>(() => ({}));
