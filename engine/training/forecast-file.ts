import path from 'node:path';
import { z } from 'zod';
import type { TrainingForecast } from '../../core/training/training-forecast.ts';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import { readCheckedJson } from '../files/read-checked-json.ts';
import { replaceFile } from '../files/replace-file.ts';

const figure = z.number().min(0).optional();
const forecastSchema = z.object({
  at: z.number(),
  memoryBytes: figure,
  seconds: figure,
  diskBytes: figure,
  steps: figure,
  samples: figure,
});
const MOST_BYTES = 10_000;

/** Keeps what a preflight has found out of a node's training, until the next one does. */
export async function writeForecast(folder: string, found: TrainingPreflight, at: number): Promise<void> {
  const { node, memory, seconds, diskBytes, steps, audit } = found;
  const forecast = {
    at,
    memoryBytes: memory?.totalBytes,
    seconds,
    diskBytes,
    steps,
    samples: audit?.records,
  };
  await replaceFile(fileOf(folder, node), [`${JSON.stringify(forecast, undefined, 2)}\n`]);
}

/** Of a node's last whole preflight; undefined where there was none. */
export function readForecast(folder: string, node: string): Promise<TrainingForecast | undefined> {
  return readCheckedJson(fileOf(folder, node), forecastSchema, MOST_BYTES);
}

/** A node's id comes from a job's file, which may be a stranger's: it is a name there, and never a way elsewhere. */
function fileOf(folder: string, node: string): string {
  return path.join(folder, 'forecasts', `${encodeURIComponent(node).replaceAll('.', '%2E')}.json`);
}
