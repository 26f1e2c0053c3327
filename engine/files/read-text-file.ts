import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { readError, systemCode } from './file-errors.ts';

/** Largest text beside an image, bytes; whatever is larger is no caption. */
const MAX_BYTES = 4 * 2 ** 20;

export interface TextFile {
  readonly text: string;
  /** Of the bytes, 64 hex digits. */
  readonly sha256: string;
}

/** A small text file; undefined where there is none. Throws FILE_UNREADABLE, FORMAT_INVALID above 4 MB. */
export async function readTextFile(file: string): Promise<TextFile | undefined> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return undefined;
    if (stats.size > MAX_BYTES) throw tooLarge(file);
    const bytes = await readFile(file);
    return { text: decodeText(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENAMETOOLONG') return undefined;
    throw readError(thrown, file);
  }
}

/** UTF-8, UTF-16 with a byte order mark (Windows' Notepad), or else Windows-1252, in which every byte means something. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8, then: older captioning tools on Windows wrote the system's code page.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function tooLarge(file: string): UserError {
  return new UserError('FORMAT_INVALID', `“${path.basename(file)}” is too large for a caption (over 4 MB).`, {
    remedy: 'Remove it, or choose another extension for the captions.',
  });
}
