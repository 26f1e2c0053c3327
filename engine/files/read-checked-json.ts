import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';

/** What a file of ours holds; undefined where it is not there, larger than `mostBytes`, cut off, or not ours: to whoever asks it is the same. */
export async function readCheckedJson<T>(
  file: string,
  schema: z.ZodType<T>,
  mostBytes: number,
): Promise<T | undefined> {
  try {
    if ((await stat(file)).size > mostBytes) return undefined;
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
