import type { PendingEdit } from './optimistic-flow.ts';

/** Changes that a window could not send before its page went, or its project was closed; in the order in which they were made. */
export interface Unsent {
  /** Path of the project. */
  readonly project: string;
  readonly edits: readonly PendingEdit[];
}

const KEY = 'ekphrasis.unsent';

/** Keeps changes in this tab until its project is there again; false where there is no room. */
export function keepUnsent(unsent: Unsent): boolean {
  try {
    if (unsent.edits.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(unsent));
    return true;
  } catch {
    // Said by the caller: the tab's storage takes a few megabytes.
    return false;
  }
}

/** Takes what was kept for a project; what was kept for another stays. */
export function takeUnsent(project: string): readonly PendingEdit[] {
  const kept = readUnsent(sessionStorage.getItem(KEY));
  if (kept?.project !== project) return [];
  sessionStorage.removeItem(KEY);
  return kept.edits;
}

/** What stands in the storage may come from another version: the engine checks every edit once more. */
export function readUnsent(stored: string | null): Unsent | undefined {
  try {
    const value = JSON.parse(stored ?? 'null') as Partial<Unsent> | null;
    if (typeof value?.project !== 'string' || !Array.isArray(value.edits)) return undefined;
    const isEdit = (edit: Partial<PendingEdit> | null) =>
      typeof edit?.label === 'string' && Array.isArray(edit.edits) && edit.edits.length > 0;
    return value.edits.every(isEdit) ? { project: value.project, edits: value.edits } : undefined;
  } catch {
    // A damaged entry is nobody's edit.
    return undefined;
  }
}
