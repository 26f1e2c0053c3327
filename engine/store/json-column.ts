import { UserError } from '../../core/errors.ts';

/** Reads a column that holds JSON. What is no JSON was not written by this app. Throws PROJECT_DAMAGED. */
export function parseColumn<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new UserError('PROJECT_DAMAGED', 'Part of the project file cannot be read.', {
      remedy: 'Restore the project from a backup.',
      cause,
    });
  }
}
