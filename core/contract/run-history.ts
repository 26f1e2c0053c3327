import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { RunComparison } from '../compare-runs.ts';
import type { ImageHash, RunId } from '../ids.ts';
import type { RunProgress, RunState } from '../run.ts';
import type { RunReport } from '../run-report.ts';
import type { FlowState } from './flow.ts';
import { codedErrors, path, runId, shortText, trusted } from './schema.ts';

/** One line in the history of runs. Times in milliseconds since 1970, money in US dollars. */
export interface RunLine {
  readonly id: RunId;
  readonly state: RunState;
  readonly flowRevision: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Written in this run. */
  readonly captions: number;
  /** Over all nodes. */
  readonly rejected: number;
  readonly failed: number;
  readonly spendUsd: number;
  /** What a person calls it; '' for nothing. */
  readonly title: string;
  readonly notes: string;
  /** Stays on top of the list and keeps its samples. */
  readonly pinned: boolean;
  /** It was forecast. */
  readonly forecast: boolean;
  readonly to?: string;
  readonly limit?: number;
  /** How many samples were chosen by hand. */
  readonly samples?: number;
  /** The run that it was to repeat. */
  readonly reproduces?: RunId;
}

/** One page of the history. */
export interface RunPage {
  readonly total: number;
  readonly runs: readonly RunLine[];
}

/** Something that a repetition cannot, or may not, give again; `info` is worth knowing all the same. */
export interface ReproductionNotice {
  readonly about: 'flow' | 'models' | 'images' | 'versions' | 'captions' | 'samples';
  readonly severity: 'info' | 'warning' | 'error';
  /** What is so. */
  readonly message: string;
}

/** What repeating a run would do; looked up beforehand, runs nothing. */
export interface Reproduction {
  readonly run: RunId;
  /** Its flow is not the present one: repeating it sets the flow back first, which can be undone. */
  readonly changesFlow: boolean;
  /** An `error` among them stands against the repetition. */
  readonly notices: readonly ReproductionNotice[];
}

/** What became of a picture's sample in a run: `none` where the run knows nothing of it any more. */
export type SampleOutcome = 'kept' | 'rejected' | 'failed' | 'none';

/** One side of a sample that two runs treated differently. */
export interface SampleSide {
  readonly outcome: SampleOutcome;
  /** Where it ended, for what did not get through. */
  readonly node?: string;
  readonly reason?: string;
  readonly caption?: string;
  readonly model?: string;
}

/** A sample with its outcomes in two runs. */
export interface ChangedSample {
  readonly image?: ImageHash;
  /** Relative path. */
  readonly path: string;
  readonly before: SampleSide;
  readonly after: SampleSide;
}

/** From which outcome to which; kept in both means that the caption is another. */
export interface OutcomeMove {
  readonly before: SampleOutcome;
  readonly after: SampleOutcome;
  readonly count: number;
}

/** One page of the samples that two runs treated differently. */
export interface ChangedSamples {
  /** Most frequent first. */
  readonly moves: readonly OutcomeMove[];
  /** Samples whose outcome and caption are alike. */
  readonly same: number;
  /** Why samples cannot be compared, or not all of them; whole sentences. */
  readonly limits: readonly string[];
  readonly samples: readonly ChangedSample[];
}

const base = oc.errors(codedErrors);
const run = z.object({ run: runId });
const outcome = z.enum(['kept', 'rejected', 'failed', 'none']);

/** Runs of the past: their list, reports, comparison and repetition. */
export const runHistoryContract = {
  list: base
    .input(z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(200).default(100) }))
    .output(trusted<RunPage>()),
  report: base.input(run).output(trusted<RunReport>()),
  /** The report as a file's text, without places, names and addresses. */
  write: base
    .input(z.object({ run: runId, format: z.enum(['json', 'markdown']) }))
    .output(trusted<{ readonly name: string; readonly text: string }>()),
  /** The same written to a file; one that stood there is kept as a backup. */
  save: base
    .input(z.object({ run: runId, format: z.enum(['json', 'markdown']), out: path }))
    .output(z.void()),
  /** What a person says about a run. */
  remark: base
    .input(
      z.object({
        run: runId,
        title: shortText.optional(),
        notes: z.string().max(20_000).optional(),
        pinned: z.boolean().optional(),
      }),
    )
    .output(z.void()),
  compare: base.input(z.object({ before: runId, after: runId })).output(trusted<RunComparison>()),
  /** Samples that two runs treated differently, in the order of their paths; of one move where one is given. */
  changedSamples: base
    .input(
      z.object({
        before: runId,
        after: runId,
        move: z.object({ before: outcome, after: outcome }).optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .output(trusted<ChangedSamples>()),
  /** Makes the flow of a run the present one; can be undone. */
  restoreFlow: base.input(run).output(trusted<FlowState>()),
  reproduction: base.input(run).output(trusted<Reproduction>()),
  /** Sets the flow back where it differs, and runs it with the same options. */
  reproduce: base.input(run).output(trusted<RunProgress>()),
};
