import path from 'node:path';
import { type CodedError, toCodedError, UserError } from '../../core/errors.ts';

/** Code of a system call's error, e.g. `ENOENT`; undefined for anything else. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** What failing to read a file means to the person who named it. */
export function readError(thrown: unknown, file: string): CodedError {
  const name = `“${path.basename(file)}”`;
  switch (systemCode(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError('FILE_NOT_FOUND', `${name} is not there.`, {
        remedy: 'Put the file back, or choose another.',
        cause: thrown,
      });
    case 'EACCES':
    case 'EPERM':
      return new UserError('FILE_UNREADABLE', `${name} may not be read.`, {
        remedy: 'Give yourself the right to read it, or leave it out.',
        cause: thrown,
      });
    case 'EISDIR':
      return new UserError('FILE_UNREADABLE', `${name} is a folder, not a file.`, {
        remedy: 'Choose a file.',
        cause: thrown,
      });
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EINVAL':
    case 'ERR_INVALID_ARG_VALUE':
      return new UserError('FILE_NOT_FOUND', `${name} cannot be the name of a file here.`, {
        remedy: 'Correct the path, or choose another file.',
        cause: thrown,
      });
    case 'EIO':
    case 'EBUSY':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return new UserError('FILE_UNREADABLE', `${name} could not be read from its disk.`, {
        remedy: 'Check the disk or the network drive, then run again.',
        cause: thrown,
      });
    default:
      return toCodedError(thrown);
  }
}

/** What failing to write a file means to the person who named it. */
export function writeError(thrown: unknown, file: string): CodedError {
  const name = `“${path.basename(file)}”`;
  switch (systemCode(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError('DISK_FULL', `The disk is full: ${name} could not be written.`, {
        remedy: 'Free some space, then run again.',
        cause: thrown,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError('FILE_UNWRITABLE', `${name} may not be written in “${path.dirname(file)}”.`, {
        remedy: 'Choose another folder, or give yourself the right to write there.',
        cause: thrown,
      });
    case 'EFBIG':
      return new UserError('FILE_UNWRITABLE', `${name} becomes larger than files may be on this disk.`, {
        remedy: 'Choose a folder on another disk.',
        cause: thrown,
      });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new UserError('FILE_UNWRITABLE', `Something else stands where ${name} should be written.`, {
        remedy: 'Choose another name.',
        cause: thrown,
      });
    case 'ENAMETOOLONG':
    case 'EINVAL':
    case 'ERR_INVALID_ARG_VALUE':
      return new UserError('FILE_UNWRITABLE', `${name} cannot be the name of a file here.`, {
        remedy: 'Choose another name.',
        cause: thrown,
      });
    default:
      return toCodedError(thrown);
  }
}
