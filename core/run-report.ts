import { z } from 'zod';
import type { Flow } from './flow.ts';
import { flowSchema } from './flow-schema.ts';
import type { Json } from './json.ts';
import { RUN_STATES } from './run.ts';

/** What the first line of a report says it is. */
export const RUN_REPORT_FORMAT = 'ekphrasis-run-report';
/** Raised when a reader of the former version could misread the new one; new optional parts do not raise it. */
export const RUN_REPORT_VERSION = 1;

const count = z.int().min(0);
const usd = z.number().min(0);
const milliseconds = z.number().min(0);
/** The shape of the schema's output but for what may be written to. */
const flow = flowSchema as unknown as z.ZodType<Flow>;
const json = z.unknown() as unknown as z.ZodType<Json>;

const error = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
});

const counts = {
  in: count,
  kept: count,
  rejected: count,
  failed: count,
  pending: count,
  reused: count,
};

const nodeSchema = z.strictObject({
  id: z.string(),
  type: z.string().meta({ description: '<category>.<name>' }),
  title: z.string(),
  state: z.string(),
  ...counts,
  outputs: z.record(z.string(), count).meta({ description: 'Samples that left, by output.' }),
  elapsedMs: milliseconds.meta({ description: 'From its first sample to its end, milliseconds.' }),
  perSecond: z
    .number()
    .min(0)
    .nullable()
    .meta({ description: 'Settled and not reused, over the elapsed time.' }),
  spendUsd: usd,
  error: error.nullable(),
});

const modelSchema = z.strictObject({
  node: z.string(),
  title: z.string(),
  identity: json.meta({
    description:
      'What results are kept under: provider and model, for local models also digest and precision.',
  }),
  repliedAs: z.array(z.string()).meta({ description: 'Names that the other side gave in its replies.' }),
});

const costSchema = z.strictObject({
  node: z.string(),
  model: z.string(),
  captions: count.meta({ description: 'Written in this run; what was reused cost nothing.' }),
  kept: count.meta({
    description: 'Of these, in a dataset of this run; kept by the node itself where it made none.',
  }),
  promptTokens: count,
  completionTokens: count,
  reasoningTokens: count.meta({ description: 'Included in completionTokens.' }),
  usd: usd.nullable().meta({ description: 'Null where a price is not known.' }),
  usdPerKept: usd.nullable(),
});

const problemSchema = z.strictObject({
  node: z.string(),
  outcome: z.enum(['rejected', 'failed']),
  code: z.string().nullable(),
  reason: z.string(),
  remedy: z.string().nullable(),
  count,
  examples: z.array(z.string()).meta({ description: 'Paths relative to their folder of images.' }),
});

const artifactSchema = z.strictObject({
  node: z.string(),
  kind: z.enum(['dataset', 'model', 'evaluation']),
  title: z.string(),
  digest: z.string().meta({ description: 'SHA-256 over its records, hex.' }),
  count,
});

/** Versions and hardware; nothing that names the computer or who uses it. */
export const runEnvironmentSchema = z.strictObject({
  app: z.string().meta({ description: 'Version of Ekphrasis.' }),
  host: z.string().meta({ description: 'desktop, web or cli.' }),
  node: z.string(),
  electron: z.string().nullable(),
  onnxruntime: z.string().nullable(),
  transformers: z.string().nullable(),
  sqlite: z.string().nullable(),
  sharp: z.string().nullable(),
  platform: z.string(),
  architecture: z.string(),
  cpu: z.string().nullable().meta({ description: 'Model of the processor.' }),
  cores: count,
  memoryBytes: count,
  gpu: z.string().nullable(),
});

const logSchema = z.strictObject({
  at: z.string().meta({ description: 'ISO 8601.' }),
  level: z.enum(['info', 'warning', 'error']),
  node: z.string().nullable(),
  text: z.string(),
});

/** One number of the forecast that the run followed, and what it came to. */
const forecastSchema = z.strictObject({
  what: z.string().meta({
    description: 'captions, costUsd, seconds, promptTokens, completionTokens, rejectedRate or failedRate.',
  }),
  low: z
    .number()
    .nullable()
    .meta({ description: 'Lower end of the 95% interval; null where too few samples were tried.' }),
  expected: z.number(),
  high: z.number().nullable(),
  fact: z.number().nullable().meta({ description: 'Null where the run did not reach its end.' }),
});

const sourceCostSchema = z.strictObject({
  model: z.string(),
  source: z.string().meta({ description: 'Name of the folder of images.' }),
  captions: count,
  kept: count.meta({ description: 'Not rejected or failed by a later node of the same run.' }),
  usd: usd.nullable(),
  usdPerKept: usd.nullable(),
});

/**
 * Everything that a run needs to be understood, and as far as possible repeated, by somebody who does not have the project.
 * As a file it holds no absolute paths, host names, user names, keys or addresses.
 */
export const runReportSchema = z.strictObject({
  format: z.literal(RUN_REPORT_FORMAT),
  version: z.literal(RUN_REPORT_VERSION),
  project: z.string(),
  run: z.strictObject({
    id: count,
    state: z.enum(RUN_STATES),
    startedAt: z.string().meta({ description: 'ISO 8601.' }),
    endedAt: z.string().nullable(),
    durationMs: milliseconds.nullable(),
    title: z.string(),
    notes: z.string(),
    pinned: z.boolean(),
    reproduces: count.nullable().meta({ description: 'The run that it was to repeat.' }),
    reason: error.nullable().meta({ description: 'Why it paused or failed.' }),
  }),
  options: z.strictObject({
    to: z.string().nullable(),
    limit: count.nullable(),
    samples: count.nullable().meta({ description: 'How many were chosen by hand.' }),
    capUsd: usd.nullable(),
    retryFailed: z.union([z.boolean(), z.array(z.string())]),
  }),
  flow: z.strictObject({
    revision: count,
    reviewSequence: count.meta({ description: 'Edits of captions after this number are not in the run.' }),
    flow: flow.nullable().meta({ description: 'Null where it could not be read.' }),
  }),
  seeds: z.record(z.string(), z.int()).meta({ description: 'By node.' }),
  environment: runEnvironmentSchema
    .nullable()
    .meta({ description: 'Null for runs of versions that did not note it.' }),
  models: z.array(modelSchema),
  totals: z.strictObject({
    found: count.meta({ description: 'Samples that the sources found.' }),
    captions: count.meta({ description: 'Written in this run.' }),
    kept: count
      .nullable()
      .meta({ description: 'Records in the datasets of this run; null where it made none.' }),
    rejected: count,
    failed: count,
    reused: count,
    spendUsd: usd,
    promptTokens: count,
    completionTokens: count,
    reasoningTokens: count,
  }),
  nodes: z.array(nodeSchema),
  costs: z.array(costSchema),
  costsBySource: z.array(sourceCostSchema).nullable().meta({
    description: 'Null where it was not worked out, or where single samples of the run are no longer kept.',
  }),
  forecast: z.array(forecastSchema),
  problems: z.array(problemSchema).meta({ description: 'Most frequent first, at most 200.' }),
  artifacts: z.array(artifactSchema),
  log: z.array(logSchema).meta({ description: 'The last lines that the run wrote.' }),
});

/** One run with all that is known of it; what `ekphrasis report --format json` writes, and what the screens show. */
export type RunReport = z.output<typeof runReportSchema>;
export type RunReportNode = RunReport['nodes'][number];
export type RunEnvironment = NonNullable<RunReport['environment']>;
export type RunModel = RunReport['models'][number];
export type RunCost = RunReport['costs'][number];
export type RunProblem = RunReport['problems'][number];
export type RunForecastLine = RunReport['forecast'][number];

/** The schema as JSON Schema 2020-12, for whoever reads reports by other means; docs/specs/run-report.schema.json is this. */
export function runReportJsonSchema(): unknown {
  return z.toJSONSchema(runReportSchema, { io: 'output', unrepresentable: 'any' });
}
