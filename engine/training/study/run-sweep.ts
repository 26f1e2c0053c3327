import { createHash } from 'node:crypto';
import type { Artifact } from '../../../core/artifact.ts';
import { toErrorRecord, UserError } from '../../../core/errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { JobResult } from '../../../core/node-context.ts';
import { summarizeSweep } from '../../../core/training/summarize-sweep.ts';
import type { SweepMember, SweepRequest, SweepRow } from '../../../core/training/sweep.ts';
import type { JobKey } from '../../../core/training/training-job.ts';
import type { TrainingRequest } from '../../../core/training/training-request.ts';
import type { TrainingRun } from '../train-job.ts';
import type { TrainingDesk } from '../training-desk.ts';
import type { MeasuredOn } from './measure-model.ts';
import { requestKey } from './request-key.ts';
import type { SweepTable } from './sweep-folder.ts';

/** What a sweep is worked on with. */
export interface SweepParts {
  readonly desk: Pick<TrainingDesk, 'train' | 'get' | 'folderDigest'>;
  /** Runs that are worked on side by side: as many as there are devices for. */
  readonly atOnce: number;
  readonly measuredOn: MeasuredOn | undefined;
  readonly measure: (
    job: JobKey,
    model: string,
    on: MeasuredOn,
    signal: AbortSignal,
  ) => Promise<Pick<SweepRow, 'agreement' | 'measures'>>;
  /** The table of a former run of the same sweep. */
  readonly before: SweepTable | undefined;
  readonly write: (table: SweepTable) => Promise<void>;
  /** Aborts when the project is closed: jobs go on, the sweep is gone on with by the next run. */
  readonly closing: AbortSignal;
  readonly now: () => number;
}

/**
 * Trains and measures all runs of a sweep. A job that is done, or begun, is taken as it is [JOB8], so there is no other way to go on than to run again. A run
 * that fails has its reason in the table and does not end the others; a stop or the end of the project does.
 */
export async function runSweep(
  { title, members }: SweepRequest,
  run: TrainingRun,
  parts: SweepParts,
): Promise<JobResult> {
  const known = parts.before?.rows ?? [];
  const rows: SweepRow[] = members.map(({ settings }) => ({ settings, state: 'waiting', jobs: [] }));
  const started = parts.before?.startedAt ?? parts.now();
  const names = [...new Set(members.flatMap(({ settings }) => Object.keys(settings)))];
  let writing = Promise.resolve();
  const change = (index: number, next: Partial<SweepRow>): Promise<void> => {
    rows[index] = { ...(rows[index] as SweepRow), ...next };
    const table = { node: run.node, run: run.run, title, startedAt: started, changedAt: parts.now(), names };
    const now = { ...table, rows: [...rows] };
    writing = writing.then(() => parts.write(now));
    return writing;
  };
  const work = async (index: number) => {
    const member = members[index] as SweepMember;
    try {
      const done = await runMember(member, run, parts, known, (next) => change(index, next));
      await change(index, { ...done, state: 'done' });
    } catch (thrown) {
      run.signal.throwIfAborted();
      if (parts.closing.aborted) throw thrown;
      const error = toErrorRecord(thrown);
      run.log('warning', `${nameOf(member)}: ${error.message}`);
      await change(index, { state: 'failed', error });
    }
    const ended = rows.filter(({ state }) => state === 'done' || state === 'failed').length;
    run.note(`${ended} of ${rows.length} runs`, undefined);
  };
  await workThrough(members.length, parts.atOnce, async (index) => {
    await run.gate();
    run.signal.throwIfAborted();
    await work(index);
  });
  return asResult(title, names, rows);
}

/** All indices, so many side by side. Where one throws no new one is begun, and all that were begun have ended before it is thrown on. */
async function workThrough(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let isOver = false;
  const lane = async () => {
    while (next < count && !isOver) {
      const index = next++;
      try {
        await work(index);
      } catch (thrown) {
        isOver = true;
        throw thrown;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.max(1, atOnce) }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
}

async function runMember(
  { settings, stages }: SweepMember,
  run: TrainingRun,
  { desk, measure, measuredOn }: SweepParts,
  known: readonly SweepRow[],
  change: (next: Partial<SweepRow>) => Promise<void>,
): Promise<Partial<SweepRow>> {
  const jobs: JobKey[] = [];
  let model: Pick<Artifact, 'digest' | 'title'> | undefined;
  let seconds = 0;
  const name = Object.entries(settings)
    .map(([setting, value]) => `${setting} ${value}`)
    .join(', ');
  for (const stage of stages) {
    const request: TrainingRequest = model === undefined ? stage : { ...stage, model };
    const base =
      'digest' in request.model ? request.model.digest : await desk.folderDigest(request.model.folder);
    const key = requestKey(request, base);
    jobs.push(key);
    await change({ state: 'training', jobs: [...jobs] });
    const { artifact } = await desk.train(key, request, {
      ...run,
      note: (text, left) => run.note(`${name}: ${text}`, left),
    });
    if (artifact?.digest === undefined)
      throw new UserError('TRAINER_FAILED', 'There is no model.', { remedy: 'Run again.' });
    model = { digest: artifact.digest, title: request.title };
    const { startedAt, changedAt } = await desk.get(key);
    seconds += (changedAt - startedAt) / 1000;
  }
  const last = jobs.at(-1);
  if (last === undefined || model === undefined) return { jobs };
  const { loss, heldOutLoss } = await desk.get(last);
  const figures = {
    jobs,
    seconds,
    ...(loss !== undefined && { loss }),
    ...(heldOutLoss !== undefined && { heldOutLoss }),
  };
  if (measuredOn === undefined) return figures;
  const before = known.find(
    (row) => row.state === 'done' && row.jobs.at(-1) === last && row.agreement !== undefined,
  );
  if (before) {
    const { agreement, measures } = before;
    return { ...figures, ...(agreement !== undefined && { agreement }), ...(measures && { measures }) };
  }
  await change({ state: 'measuring' });
  run.note(`${name}: is measured`, undefined);
  return { ...figures, ...(await measure(last, model.digest, measuredOn, run.signal)) };
}

function nameOf({ settings }: SweepMember): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function asResult(title: string, names: readonly string[], rows: readonly SweepRow[]): JobResult {
  const failed = rows.filter(({ state }) => state === 'failed');
  if (failed.length === rows.length && failed[0]?.error) {
    const { code, message, remedy } = failed[0].error;
    throw new UserError(code, `None of the ${rows.length} runs came to an end. The first: ${message}`, {
      ...(remedy && { remedy }),
    });
  }
  const ended = rows.length - failed.length;
  const table = JSON.parse(JSON.stringify({ names, rows, groups: summarizeSweep(rows) })) as JsonObject;
  // Time is no part of what came out.
  const told = rows.map(({ seconds: _, ...row }) => row);
  const digest = createHash('sha256')
    .update(JSON.stringify([names, told]))
    .digest('hex');
  return {
    summary:
      failed.length === 0 ? `${ended} runs` : `${ended} of ${rows.length} runs; ${failed.length} failed`,
    isPartial: failed.length > 0,
    artifact: { kind: 'evaluation', title, records: [], digest, card: () => table },
  };
}
