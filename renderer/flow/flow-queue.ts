import { ORPCError } from '@orpc/client';
import { create } from 'zustand';
import type { ErrorCode, ErrorRecord } from '../../core/errors.ts';
import { backOff, pause } from '../rpc/back-off.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';

/** What keeps changes from being stored, while they wait; undefined while nothing does. */
export const useSavingTrouble = create<{ readonly trouble: ErrorRecord | undefined }>(() => ({
  trouble: undefined,
}));

/** The project that a change was for is not open any more. */
export class ProjectGone extends Error {
  override readonly name = 'ProjectGone';
}

/** What ends by itself, or by something that a person does outside of the app: the change waits for it. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['DISK_FULL']);
const PASSING_MS = 10_000;
/** Failures with an open connection that are no refusals of the engine: after so many it is a fault of ours. */
const MOST_FAULTS = 5;

let queue: Promise<unknown> = Promise.resolve();
let wake: (() => void) | undefined;

/**
 * Calls that change the flow go out one after the other, so that the engine sees them in the order of the hand. A call waits for the connection, and is
 * made again where its answer was lost: `again` says that the engine may have done it already. Rejects with what the engine refused, or `ProjectGone`.
 */
export function enqueue<T>(call: (again: boolean) => Promise<T>): Promise<T> {
  const project = useProject.getState().project?.path;
  const next = queue.then(() => insist(call, project));
  queue = next.catch(() => undefined);
  return next;
}

/** Resolves when everything that was enqueued so far has been answered. */
export async function queueEmpty(): Promise<void> {
  await queue;
}

/** Tries at once what waits for something to pass. */
export function tryAgain(): void {
  wake?.();
}

async function insist<T>(call: (again: boolean) => Promise<T>, project: string | undefined): Promise<T> {
  let again = false;
  for (let faults = 0; ; ) {
    await connected();
    if (useProject.getState().project?.path !== project) throw new ProjectGone();
    try {
      const answer = await call(again);
      // What belongs to one project must not be shown in another.
      if (useProject.getState().project?.path !== project) throw new ProjectGone();
      useSavingTrouble.setState({ trouble: undefined });
      return answer;
    } catch (thrown) {
      const trouble = passing(thrown);
      if (trouble) {
        useSavingTrouble.setState({ trouble });
        await passed();
        continue;
      }
      if (thrown instanceof ORPCError || thrown instanceof ProjectGone || faults >= MOST_FAULTS) throw thrown;
      // The connection broke: whether the engine has done it is not known.
      again = true;
      await pause(backOff(faults));
      faults = useProject.getState().connection === 'open' ? faults + 1 : 0;
    }
  }
}

function passing(thrown: unknown): ErrorRecord | undefined {
  if (!(thrown instanceof ORPCError)) return undefined;
  const record = errorRecord(thrown);
  return PASSING.has(record.code) ? record : undefined;
}

async function passed(): Promise<void> {
  const abort = new AbortController();
  wake = () => abort.abort();
  await pause(PASSING_MS, abort.signal);
  wake = undefined;
}

function connected(): Promise<void> {
  if (useProject.getState().connection === 'open') return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useProject.subscribe(({ connection }) => {
      if (connection !== 'open') return;
      stop();
      resolve();
    });
  });
}
