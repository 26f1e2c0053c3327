import { create } from 'zustand';
import type { CustomKeys } from './key-map.ts';

/** The keys that the user has chosen; empty until they are read. */
export const useCustomKeys = create<{ readonly custom: CustomKeys }>(() => ({ custom: {} }));
