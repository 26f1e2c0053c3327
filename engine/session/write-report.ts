import { stat } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { backUpFile } from '../files/back-up-file.ts';
import { isThere } from '../files/is-there.ts';
import { replaceFile } from '../files/replace-file.ts';

/** Writes a report to an absolute path, whole or not at all; a file that stood there is kept beside it as a numbered backup. Throws FILE_UNWRITABLE, DISK_FULL. */
export async function writeReport(target: string, text: string): Promise<void> {
  if (await isThere(target)) {
    if (!(await stat(target)).isFile())
      throw new UserError('FILE_UNWRITABLE', `There is something that is no file at ${target}.`, {
        remedy: 'Choose another name for the report.',
      });
    await backUpFile(target);
  }
  await replaceFile(target, [text]);
}
