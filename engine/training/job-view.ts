import type { ErrorRecord } from '../../core/errors.ts';
import type { TrainSpec } from '../../core/training/train-spec.ts';
import {
  isLiveJob,
  type JobState,
  type TrainingJob,
  type TrainingJobSummary,
} from '../../core/training/training-job.ts';
import type { JobFacts, JobFolder, JobResultFacts, ProcessFacts } from './job-folder.ts';
import type { JobStory } from './job-story.ts';
import { jobCommands } from './launch-command.ts';

/** What is known of a job besides its events. */
export interface JobFacets {
  readonly folder: JobFolder;
  readonly facts: JobFacts;
  readonly spec: TrainSpec;
  readonly process: ProcessFacts | undefined;
  readonly result: JobResultFacts | undefined;
  readonly isAlive: boolean;
  /** Jobs before it in the queue; undefined where it does not wait. */
  readonly queuePlace: number | undefined;
  /** Last lines of its log, for one that ended without a word. */
  readonly logEnd: readonly string[];
  readonly python: string;
}

/** What a job is at: its own last word, as long as that fits with whether its process lives [JOB3]. */
export function stateOf({ process, isAlive, queuePlace }: JobFacets, story: JobStory): JobState {
  if (queuePlace !== undefined) return 'queued';
  if (process === undefined) return 'stopped';
  const told = story.stateSince(process.eventsFrom)?.value;
  if (isAlive) return told ?? 'preparing';
  if (told !== undefined && !isLiveJob(told)) return told;
  return process.stopAt === undefined ? 'ended' : 'stopped';
}

export function describeJob(facets: JobFacets, story: JobStory): TrainingJob {
  const { folder, spec, facts, python } = facets;
  const last = story.curve.last;
  return {
    ...summarizeJob(facets, story),
    folder: folder.path,
    spec,
    datasets: facts.datasets,
    commands: jobCommands(python, folder.file('spec'), spec, facts.devices),
    warningList: story.warnings,
    checkpoints: story.checkpoints,
    ...(story.plan && { plan: story.plan }),
    ...(story.detail !== undefined && { detail: story.detail }),
    ...(last && { last }),
  };
}

export function summarizeJob(facets: JobFacets, story: JobStory): TrainingJobSummary {
  const { folder, facts, process, result, queuePlace } = facets;
  const state = stateOf(facets, story);
  const { last } = story.curve;
  const told = story.stateSince(process?.eventsFrom ?? 0);
  const left = state === 'training' ? story.secondsLeft() : undefined;
  const loss = story.evaluations.findLast(({ heldOutLoss }) => heldOutLoss !== undefined)?.heldOutLoss;
  const error = errorOf(facets, story, state);
  const code = state === 'failed' ? story.errorSince(process?.eventsFrom ?? 0)?.code : undefined;
  return {
    key: folder.key,
    node: facts.node,
    title: facts.title,
    recipe: facts.recipe,
    state,
    isStopping: isLiveJob(state) && process?.stopAt !== undefined,
    startedAt: facts.createdAt,
    changedAt: told?.at ?? process?.startedAt ?? facts.createdAt,
    step: last?.step ?? story.plan?.resumed_from ?? 0,
    warnings: story.warningCount,
    ...(facts.run !== undefined && { run: facts.run }),
    ...(queuePlace !== undefined && { queuePlace }),
    ...(story.plan && { device: story.plan.device, steps: story.plan.steps }),
    ...(last && { epoch: last.epoch, loss: last.loss }),
    ...(loss !== undefined && { heldOutLoss: loss }),
    ...(left !== undefined && { etaSeconds: left }),
    ...(error && { error }),
    ...(code !== undefined && { trainerCode: code }),
    ...(result && { model: result.digest }),
  };
}

function errorOf({ process, logEnd }: JobFacets, story: JobStory, state: JobState): ErrorRecord | undefined {
  if (state === 'failed') {
    const event = story.errorSince(process?.eventsFrom ?? 0);
    const message = event?.message ?? 'The trainer failed without saying why.';
    const remedy = event?.remedy ?? 'Look at the end of its log.';
    return { code: 'TRAINER_FAILED', message, remedy, attempts: 1, ...excerptOf(event ? [] : logEnd) };
  }
  if (state !== 'ended') return undefined;
  const step = story.curve.last?.step;
  const checkpoint = story.checkpoints.at(-1)?.step;
  return {
    code: 'TRAINER_ENDED',
    message:
      step === undefined
        ? 'The trainer’s process ended before its first step, without saying why.'
        : `The trainer’s process ended after step ${step}, without saying why: it was killed, crashed, or the computer went off.`,
    remedy:
      checkpoint === undefined
        ? 'Look at the end of its log, then run again.'
        : `Run again: it goes on from the checkpoint of step ${checkpoint}.`,
    attempts: 1,
    ...excerptOf(logEnd),
  };
}

function excerptOf(lines: readonly string[]): { readonly excerpt?: string } {
  const excerpt = lines.join('\n').slice(-2000);
  return excerpt === '' ? {} : { excerpt };
}
