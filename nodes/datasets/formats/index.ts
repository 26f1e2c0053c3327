import { csv } from './csv.ts';
import type { DatasetFormat } from './format.ts';
import { jsonLines } from './json-lines.ts';
import { shareGpt4v } from './sharegpt4v.ts';
import { sidecars } from './sidecars.ts';

export type { DatasetFormat } from './format.ts';

/** Forms in which a dataset can leave the project, by id, in the order in which they are offered. */
export const FORMATS: Readonly<Record<string, DatasetFormat>> = {
  [shareGpt4v.id]: shareGpt4v,
  [sidecars.id]: sidecars,
  [jsonLines.id]: jsonLines,
  [csv.id]: csv,
};
