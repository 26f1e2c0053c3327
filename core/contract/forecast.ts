import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Forecast, ForecastReport } from '../forecast.ts';
import type { RunProgress } from '../run.ts';
import { codedErrors, runId, shortText, trusted } from './schema.ts';

const number = z.number();
const count = z.int().min(0);
const node = z.string().max(200);
const estimate = z.object({ value: number, low: number.optional(), high: number.optional() });

const nodeForecast = z.object({
  id: node,
  type: node,
  tried: count,
  in: estimate,
  kept: estimate,
  rejected: estimate,
  failed: estimate,
  rejectedRate: estimate,
  failedRate: estimate,
  known: estimate.optional(),
  costUsd: estimate.optional(),
  promptTokens: estimate.optional(),
  completionTokens: estimate.optional(),
  seconds: estimate.optional(),
  reasons: z.array(z.object({ reason: z.string(), count })).max(50),
});

/** What a stored forecast has to look like; a project may come from a stranger. */
export const forecastSchema = z.object({
  run: runId,
  at: number,
  flowRevision: z.int(),
  to: node.optional(),
  samples: count,
  tried: count,
  strata: count,
  captions: estimate,
  rejectedRate: estimate,
  failedRate: estimate,
  seconds: estimate.optional(),
  costUsd: estimate.optional(),
  promptTokens: estimate.optional(),
  completionTokens: estimate.optional(),
  projectBytes: estimate.optional(),
  cacheBytes: estimate.optional(),
  spentUsd: number,
  headroomUsd: number,
  nodes: z.array(nodeForecast).max(1000),
  ends: z.array(node).max(1000),
  assumes: z.array(z.string().max(1000)).max(50),
}) as unknown as z.ZodType<Forecast>;

const base = oc.errors(codedErrors);
const target = z.object({ to: shortText.optional() });

/** Trying a part of the samples, and what that says of the whole [RUN12]. */
export const forecastContract = {
  /** Runs a stratified part; its forecast is there when the run has ended. `spendUsd` is the most that the trial itself may cost. */
  start: base
    .input(
      target.extend({
        samples: z.int().min(1).max(20_000),
        spendUsd: z.number().min(0).max(1e6).optional(),
      }),
    )
    .output(trusted<RunProgress>()),
  /** The latest one for the flow as it now is; null where there is none. */
  latest: base.input(target).output(trusted<Forecast | null>()),
  /** From the samples that the run under way has settled so far; it is not kept. Throws RUN_NONE. */
  underWay: base.output(trusted<Forecast>()),
  /** The forecast that a run followed, beside what the run came to; null where there was none. */
  of: base.input(z.object({ run: runId })).output(trusted<ForecastReport | null>()),
};
