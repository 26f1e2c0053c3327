import { join } from 'node:path';
import type { NodeTypeOf } from '../../../core/define-node.ts';
import { type CodedError, toCodedError, UserError } from '../../../core/errors.ts';
import type { NodeId } from '../../../core/ids.ts';
import type { FileEntry } from '../../../core/node-context.ts';
import type { RunStart } from '../../store/run-store.ts';
import type { RunDependencies } from '../active-run.ts';
import { chooseRetries } from '../choose-retries.ts';
import { RunTally } from '../forecast/run-tally.ts';
import type { Plan } from '../plan.ts';
import type { RunBudget } from '../run-budget.ts';
import { RunControl } from '../run-control.ts';
import { buildStages, runStage } from '../run-stages.ts';
import type { Settlement, Stage } from '../stage.ts';
import { type Entry, listSource, sendEntries } from '../stages/source.ts';

/** More records of one picture than anybody looks at. */
const MOST_RECORDS = 20;

/** Entries of sources that are one of the wanted files, by source; kept between trials, as listing a source may take a while. */
export interface Listings {
  find(stage: Stage, type: NodeTypeOf<'source'>): Promise<readonly Entry[]>;
}

/** What a trial is made of. */
export interface TrialOptions {
  /** Without collectors and jobs, as for a part of the samples [RUN12]. */
  readonly plan: Plan;
  readonly start: RunStart;
  readonly listings: Listings;
  readonly budget: RunBudget;
  readonly signal: AbortSignal;
  /** Sees what becomes of the picture at every node, and may put what is known from elsewhere in its place. */
  readonly overrule: (node: NodeId, settlement: Settlement) => Settlement;
  /** A node that could not work at all, e.g. a folder that is gone. */
  readonly failed: (node: NodeId, error: CodedError) => void;
}

/**
 * Runs a flow on one picture, with the executor that runs it on all [RUN11]. What depends on all other samples (scans, cohorts) is not judged: the picture passes, and
 * `overrule` decides. `dependencies.store` is a `trialStore`. Rejects when the signal aborts.
 */
export async function runTrial(dependencies: RunDependencies, options: TrialOptions): Promise<void> {
  const { plan, start, budget, signal, overrule } = options;
  signal.throwIfAborted();
  // Nobody could resume a trial: what would pause a run ends it.
  const control: RunControl = new RunControl(() => {
    if (control.state === 'paused') control.fail(control.reason ?? notAsked());
  });
  const stop = () => control.stop();
  signal.addEventListener('abort', stop, { once: true });
  const stages = buildStages(plan, {
    dependencies,
    start,
    control,
    budget,
    direct: true,
    tally: new RunTally([], false, dependencies.now),
    retries: chooseRetries({}),
    overrule,
  });
  try {
    await Promise.all(stages.map((stage) => tryStage(stage, options)));
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function tryStage(stage: Stage, options: TrialOptions): Promise<void> {
  const { type } = stage.planned;
  try {
    if (type.shape === 'source') await sendEntries(stage, type, await options.listings.find(stage, type));
    else if (type.shape === 'scan' || type.shape === 'cohort') await passOn(stage);
    else if (type.shape === 'batch' && lacksCaptioner(stage, type)) await refuseAll(stage);
    else await runStage(stage, 0, {});
  } catch (thrown) {
    if (!options.signal.aborted) options.failed(stage.id, toCodedError(thrown));
  } finally {
    stage.close();
  }
}

/** With a wired model the parameters need not name one. */
function lacksCaptioner({ planned }: Stage, type: NodeTypeOf<'batch'>): boolean {
  return planned.made.length === 0 && type.captioner(planned.params) === undefined;
}

async function passOn(stage: Stage): Promise<void> {
  for (let arrivals = await stage.inbox.take(MOST_RECORDS); arrivals !== undefined; ) {
    await stage.settle(
      arrivals.map(({ sample }) => ({ sample, outcome: 'kept', reused: false, out: [sample] })),
    );
    arrivals = await stage.inbox.take(MOST_RECORDS);
  }
}

/** A captioner that is not chosen yet. */
async function refuseAll(stage: Stage): Promise<void> {
  const error = {
    code: 'CAPTIONER_MISSING',
    message: 'No captioner is chosen.',
    remedy: 'Choose a local server, a model to download, or an endpoint.',
    attempts: 1,
  } as const;
  for (let arrivals = await stage.inbox.take(MOST_RECORDS); arrivals !== undefined; ) {
    await stage.settle(arrivals.map(({ sample }) => ({ sample, outcome: 'failed', reused: false, error })));
    arrivals = await stage.inbox.take(MOST_RECORDS);
  }
}

/** Looks for files in what a source lists. `places` are absolute paths. */
export async function findListed(
  stage: Stage,
  type: NodeTypeOf<'source'>,
  places: ReadonlySet<string>,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  if (places.size === 0) return found;
  for await (const entry of listSource(stage, type)) {
    await stage.scope.control.gate();
    if ('problem' in entry || !places.has(placeOf(entry.file))) continue;
    found.push(entry);
    if (found.length === MOST_RECORDS) return found;
  }
  return found;
}

/** Where a file lies, however its folder and the path below are divided. */
export function placeOf({ root, path }: FileEntry): string {
  return join(root, path);
}

/** Thrown into a captioner's answer when a trial must not ask it. */
export function notAsked(): UserError {
  return new UserError('CANCELLED', 'It was not asked.');
}
