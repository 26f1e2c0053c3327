import { readdirSync } from 'node:fs';
import type { AnyBench } from '../define-bench.ts';

const FOLDER = new URL('../benches/', import.meta.url);

/** Names of all benches: the files of `benches/` that are no helpers of one. */
export function benchNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** Loads one bench: each file exports it as `bench`. */
export async function loadBench(name: string): Promise<AnyBench> {
  const loaded: { readonly bench?: AnyBench } = await import(new URL(`${name}.ts`, FOLDER).href);
  if (loaded.bench?.name !== name) throw new Error(`benches/${name}.ts does not export the bench "${name}".`);
  return loaded.bench;
}
