import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { RunId } from '../ids.ts';
import type { OutcomeRecord, ProblemGroup, RunProgress } from '../run.ts';
import { codedErrors, runId, sampleId, shortText, trusted } from './schema.ts';

/** One line in the list of runs. */
export interface RunSummary {
  readonly id: number;
  readonly state: RunProgress['state'];
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly captions: number;
  readonly failed: number;
  readonly spendUsd: number;
}

const base = oc.errors(codedErrors);

/** Starting, steering and looking at runs. */
export const runContract = {
  start: base
    .input(
      z.object({
        to: shortText.optional(),
        limit: z.int().min(1).optional(),
        capUsd: z.number().min(0).optional(),
        retryFailed: z.union([z.boolean(), z.array(shortText)]).optional(),
        samples: z.array(sampleId).max(10_000).optional(),
      }),
    )
    .output(trusted<RunProgress>()),
  pause: base.output(z.void()),
  resume: base.output(z.void()),
  /** Cancels what is in flight; resolves when the store is consistent. */
  stop: base.output(z.void()),
  /** The run under way or the last one. */
  current: base.output(trusted<RunProgress | null>()),
  list: base.output(trusted<readonly RunSummary[]>()),
  get: base.input(z.object({ id: runId })).output(trusted<RunProgress>()),
  /** The latest run before one in which a node made something new; null where there was none. */
  lastWorked: base.input(z.object({ node: shortText, before: runId })).output(trusted<RunId | null>()),
  /** Latest samples that left a node, newest first: all, of one port, or of one outcome. */
  samples: base
    .input(
      z.object({
        node: shortText,
        port: shortText.optional(),
        outcome: z.enum(['kept', 'rejected', 'failed']).optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(trusted<readonly OutcomeRecord[]>()),
  /** Failed and rejected samples of the current run, grouped by cause, most frequent first. */
  problems: base.input(z.object({ node: shortText.optional() })).output(trusted<readonly ProblemGroup[]>()),
  /** Latest kept captions of all captioners, newest first. */
  live: base
    .input(z.object({ limit: z.int().min(1).max(100).default(24) }))
    .output(trusted<readonly OutcomeRecord[]>()),
};
