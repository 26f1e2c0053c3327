import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '../../../core/json.ts';
import type { SceneSeries } from '../../../core/training/scene-series.ts';
import { isThere } from '../../files/is-there.ts';
import type { AskedTrainer } from '../ask-trainer.ts';
import { askScenes } from './ask-scenes.ts';

/** Drawn pictures and the file that tells about them. */
export interface DrawnScenes {
  /** Absolute; what the paths of the pictures start from. */
  readonly folder: string;
  readonly file: string;
}

/**
 * Draws a series of scenes below `parent`, or takes what is there: pictures once for all teachers, a file for each teacher. Either is there whole or
 * not at all; a drawing that was cut off is begun anew.
 */
export async function drawScenes(
  parent: string,
  { count, seed, side, teacher }: SceneSeries,
  python: () => Promise<AskedTrainer>,
  signal: AbortSignal,
): Promise<DrawnScenes> {
  const folder = path.join(parent, `scenes-${count}-${seed}-${side}`);
  if (!(await isThere(folder))) {
    const asked = await python();
    const unfinished = `${folder}.${process.pid}.part`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(parent, { recursive: true });
    const given = { count, seed, side, out: unfinished };
    await askScenes(asked, ['draw', ...optionsOf(given)], signal);
    await rename(unfinished, folder).catch(async (thrown: unknown) => {
      // Another run has drawn the very same meanwhile.
      if (!(await isThere(folder))) throw thrown;
      await rm(unfinished, { recursive: true, force: true });
    });
  }
  const name = createHash('sha256')
    .update(canonicalJson({ ...teacher }))
    .digest('hex')
    .slice(0, 16);
  const file = path.join(folder, `told-${name}.jsonl`);
  if (!(await isThere(file))) {
    const given = { truth: path.join(folder, 'truth.jsonl'), ...teacher, out: file };
    await askScenes(await python(), ['tell', ...optionsOf(given)], signal);
  }
  return { folder, file };
}

/** `{ count: 3 }` as `--count 3`. */
export function optionsOf(given: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
}
