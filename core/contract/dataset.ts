import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../artifact.ts';
import { codedErrors, path, shortText, trusted } from './schema.ts';

/** A form in which datasets leave the project, and some come in. */
export interface FormatInfo {
  readonly id: string;
  readonly title: string;
  readonly extension: string;
  readonly canImport: boolean;
}

const base = oc.errors(codedErrors);

/** Datasets in and out. */
export const datasetContract = {
  list: base.output(trusted<readonly Artifact[]>()),
  records: base
    .input(
      z.object({
        id: z.int(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(trusted<readonly DatasetRecord[]>()),
  formats: base.output(trusted<readonly FormatInfo[]>()),
  /** Writes the latest dataset of `from` (default: of the flow's only dataset node). */
  export: base
    .input(z.object({ format: shortText, out: path, from: shortText.optional() }))
    .output(trusted<{ readonly records: number; readonly summary: string }>()),
  /** Adds a dataset file as a source to the flow. */
  import: base
    .input(z.object({ file: path, format: shortText.optional(), images: path.optional() }))
    .output(trusted<{ readonly node: string; readonly records: number }>()),
};
