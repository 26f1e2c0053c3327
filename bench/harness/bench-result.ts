import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const machine = z.object({
  processor: z.string(),
  cores: z.int().min(1),
  memoryGb: z.number(),
  system: z.string(),
  /** Of the folder that the parts write to. */
  fileSystem: z.string(),
  versions: z.record(z.string(), z.string()),
});

const figure = z.object({
  name: z.string(),
  title: z.string(),
  against: z.string(),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  target: z.number().optional(),
  aim: z.number().optional(),
  /** Median of the rounds. */
  median: z.number(),
  /** Smallest and largest. */
  spread: z.tuple([z.number(), z.number()]),
  /** One a round. */
  values: z.array(z.number()).min(1),
});

const measured = z.object({
  bench: z.string(),
  title: z.string(),
  status: z.literal('measured'),
  quick: z.boolean(),
  /** ISO 8601. */
  measuredAt: z.string(),
  seconds: z.number(),
  /** Of 1, 5 and 15 minutes, before the first round. */
  loadAverage: z.tuple([z.number(), z.number(), z.number()]),
  machine,
  size: z.record(z.string(), z.number()),
  figures: z.array(figure).min(1),
  /** What every part measured, by round. */
  rounds: z.array(z.record(z.string(), z.record(z.string(), z.number()))).min(1),
});

const skipped = z.object({
  bench: z.string(),
  title: z.string(),
  status: z.literal('skipped'),
  reason: z.string(),
  measuredAt: z.string(),
});

const failed = skipped.extend({ status: z.literal('failed') });

/** What became of one bench. */
export const benchResult = z.discriminatedUnion('status', [measured, skipped, failed]);

export type Machine = z.output<typeof machine>;
export type FigureResult = z.output<typeof figure>;
export type MeasuredBench = z.output<typeof measured>;
export type BenchResult = z.output<typeof benchResult>;

/** Writes a result as `<bench>.json`. What was measured before stays when a bench is skipped or fails. */
export function saveResult(folder: string, result: BenchResult): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${result.bench}.json`);
  if (result.status !== 'measured' && existsSync(path)) return;
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
}

/** All results of a folder, by the names of their benches. Throws for a file of another shape. */
export function readResults(folder: string): readonly BenchResult[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => benchResult.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
