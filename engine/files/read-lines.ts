import { createReadStream } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import { readError } from './file-errors.ts';

/** Longest line and longest record, UTF-16 code units. */
export const MAX_RECORD_LENGTH = 16 * 2 ** 20;

/** Text of a UTF-8 file in pieces, without byte order mark. Throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID for other encodings. */
export async function* readText(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const notText = (cause: unknown) =>
    new UserError('FORMAT_INVALID', `“${file}” is not UTF-8 text.`, {
      remedy: 'Save it with the encoding UTF-8.',
      cause,
    });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (thrown) {
      throw notText(thrown);
    }
  };
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: 256 * 1024 })) yield decode(bytes);
  } catch (thrown) {
    throw readError(thrown, file);
  }
  yield decode();
}

/** Lines without their ends (`\n` or `\r\n`); what follows the last end is a line if it is not empty. Throws what `readText` does. */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest = '';
  let number = 0;
  for await (const text of readText(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number++;
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (rest.length > MAX_RECORD_LENGTH)
      throw new UserError('FORMAT_INVALID', `Line ${number + 1} of “${file}” is longer than 16 MB.`, {
        remedy: 'Choose a text file with one entry a line.',
      });
  }
  if (rest !== '') yield rest;
}
