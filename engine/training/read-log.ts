import { open } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type { JobLog } from '../../core/contract/training.ts';

/** Bytes of a log's end that are looked at. */
const MOST_BYTES = 512 * 1024;
/** UTF-16 units of one line. */
const LONGEST_LINE = 4000;

/** The last lines of a log. A line that a progress bar has rewritten is told as it stands last. */
export async function readLogEnd(file: string, lines: number): Promise<JobLog> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { lines: [], isCut: false };
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - MOST_BYTES);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    const all = bytes.subarray(0, bytesRead).toString('utf8').split('\n');
    if (from > 0) all.shift();
    if (all.at(-1) === '') all.pop();
    return { lines: all.slice(-lines).map(asShown), isCut: from > 0 || all.length > lines };
  } finally {
    await handle.close();
  }
}

function asShown(line: string): string {
  const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return stripVTControlCharacters(last)
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, LONGEST_LINE);
}
