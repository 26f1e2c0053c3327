import { CodedError, UnexpectedError, UserError } from '../../core/errors.ts';

/** SQLite's own name of an error, e.g. `SQLITE_FULL`; undefined for everything else. */
export function sqliteCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' && thrown.code.startsWith('SQLITE_') ? thrown.code : undefined;
}

/** Whether there was no room for what was to be written; the log's shared memory has codes of its own. */
export function isFull(thrown: unknown): boolean {
  return /^SQLITE_(FULL|IOERR_SHM(SIZE|MAP))/.test(sqliteCode(thrown) ?? '');
}

/** What a run is told that waits for room. */
export function diskFull(cause: unknown): UserError {
  return new UserError('DISK_FULL', 'The disk with the project is full.', {
    remedy: 'Free some space on it, then resume, or run again: everything saved so far is kept.',
    cause,
  });
}

/** Turns what SQLite throws into an error that says what to do. Extended codes (`SQLITE_IOERR_WRITE`) count by their first part. */
export function fromSqlite(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const code = sqliteCode(thrown);
  const cause = { cause: thrown };
  switch (code?.split('_')[1]) {
    case 'FULL':
      return new UserError('DISK_FULL', 'The disk with the project is full.', {
        remedy: 'Free some space on it, then run again: everything saved so far is kept.',
        ...cause,
      });
    case 'IOERR':
      return new UserError('DISK_FULL', 'The disk with the project could not be written.', {
        remedy: 'Check that it has space left and is still connected, then run again.',
        ...cause,
      });
    case 'READONLY':
    case 'PERM':
    case 'CANTOPEN':
      return new UserError('PROJECT_READ_ONLY', 'The project file cannot be written.', {
        remedy: 'Check the permissions of the file and its folder, or save a copy elsewhere.',
        ...cause,
      });
    case 'BUSY':
    case 'LOCKED':
    case 'PROTOCOL':
      return new UserError('PROJECT_LOCKED', 'Another program is using the project file.', {
        remedy: 'Close it there, then try again.',
        ...cause,
      });
    case 'CORRUPT':
      return new UserError('PROJECT_DAMAGED', 'The project file is damaged.', {
        remedy: 'Restore it from a backup; an incomplete download or copy can be fetched again.',
        ...cause,
      });
    case 'NOTADB':
      return new UserError('PROJECT_FOREIGN', 'This file is not an Ekphrasis project.', {
        remedy: 'Choose a file that ends in .ekp and was made by this app.',
        ...cause,
      });
    default:
      return new UnexpectedError(
        'UNEXPECTED',
        thrown instanceof Error ? thrown.message : String(thrown),
        cause,
      );
  }
}
