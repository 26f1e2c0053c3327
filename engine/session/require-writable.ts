import { UserError } from '../../core/errors.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** Throws PROJECT_READ_ONLY or PROJECT_LOCKED with the store's own reason where nothing can be changed. */
export function requireWritable({ readOnly, readOnlyReason, notice }: ProjectStore): void {
  if (!readOnly) return;
  if (readOnlyReason === 'locked')
    throw new UserError('PROJECT_LOCKED', notice ?? 'This project is open in another window or process.', {
      remedy: 'Close it there, then open it here again.',
    });
  throw new UserError('PROJECT_READ_ONLY', notice ?? 'This project is open for reading only.', {
    remedy: 'Save a copy to change it.',
  });
}
