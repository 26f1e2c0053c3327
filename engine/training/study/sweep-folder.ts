import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ErrorRecord } from '../../../core/errors.ts';
import type { Sweep } from '../../../core/training/sweep.ts';
import { replaceFile } from '../../files/replace-file.ts';

/** Largest table that is read, bytes; 200 runs with their measures take some 200 KB. */
const MOST_BYTES = 8 * 2 ** 20;
const NAME = /^sweep-([0-9a-f]{32})$/;

const value = z.union([z.string().max(2000), z.number(), z.boolean()]);
const hex = z.string().regex(/^[0-9a-f]{32}$/);
const row = z.object({
  settings: z.record(z.string().max(200), value),
  state: z.enum(['waiting', 'training', 'measuring', 'done', 'failed']),
  jobs: z.array(hex).max(10),
  loss: z.number().optional(),
  heldOutLoss: z.number().optional(),
  agreement: z.number().optional(),
  measures: z.record(z.string().max(200), z.number()).optional(),
  seconds: z.number().optional(),
  error: z
    .custom<ErrorRecord>(
      (one) => z.looseObject({ code: z.string(), message: z.string() }).safeParse(one).success,
    )
    .optional(),
});
const table = z.object({
  version: z.literal(1),
  node: z.string().max(200),
  run: z.int(),
  title: z.string().max(500),
  startedAt: z.number(),
  changedAt: z.number(),
  names: z.array(z.string().max(200)).max(100),
  rows: z.array(row).max(1000),
});

/** A sweep as its file tells; whether somebody follows it is not in it. */
export type SweepTable = Omit<Sweep, 'key' | 'isLive'>;

/** Where the files of a sweep lie below the folder of studies. */
export function sweepFolder(parent: string, key: string) {
  const folder = path.join(parent, `sweep-${key}`);
  return {
    path: folder,
    heldOut: path.join(folder, 'held-out.jsonl'),
    truth: path.join(folder, 'truth.jsonl'),
    table: path.join(folder, 'sweep.json'),
  };
}

/** Undefined where there is none, or where it is not ours. */
export async function readSweep(parent: string, key: string): Promise<SweepTable | undefined> {
  const { table: file } = sweepFolder(parent, key);
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    const { version: _, ...read } = table.parse(JSON.parse(await readFile(file, 'utf8')));
    // Absent and undefined are the same to those who read it.
    return JSON.parse(JSON.stringify(read)) as SweepTable;
  } catch {
    // Not there, cut off, or a stranger's: there is no table then.
    return undefined;
  }
}

export async function writeSweep(parent: string, key: string, sweep: SweepTable): Promise<void> {
  const { path: folder, table: file } = sweepFolder(parent, key);
  await mkdir(folder, { recursive: true });
  await replaceFile(file, [`${JSON.stringify({ version: 1, ...sweep }, undefined, 1)}\n`]);
}

/** Keys of the sweeps below the folder of studies. */
export async function listSweeps(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch((): string[] => []);
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []);
}
