import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { systemCode, writeError } from './file-errors.ts';

const MAX_BACKUPS = 1000;

/**
 * Copies a file to `<name>.bak`, or `.bak2`, `.bak3`, … where those are taken; none is ever overwritten. Gives the copy's path. Throws DISK_FULL,
 * FILE_UNWRITABLE.
 */
export async function backUpFile(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const backup = `${file}.bak${number === 1 ? '' : number}`;
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return backup;
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST' || number >= MAX_BACKUPS) throw writeError(thrown, backup);
    }
  }
}
