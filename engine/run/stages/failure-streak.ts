import { type CodedError, toErrorRecord, UserError } from '../../../core/errors.ts';
import { causeOf } from '../../../core/failure-cause.ts';
import type { Work } from './work.ts';

/** So many samples in a row that fail alike, with none before them that went well in this run, pause it [RUN6]. */
export const ALIKE_AT_FIRST = 10;
/** The same once some have gone well: a server may break in the middle of the night, and a folder may hold many bad pictures. */
export const ALIKE_LATER = 100;

/** A failure that is not settled yet. */
export interface HeldFailure {
  readonly work: Work;
  readonly error: CodedError;
}

/** What becomes of a failure: settled with others, held until more is known, asked again, or the end of a streak that pauses the run. */
export type StreakVerdict =
  | { readonly kind: 'settle'; readonly failures: readonly HeldFailure[] }
  | { readonly kind: 'held' }
  | { readonly kind: 'again' }
  | { readonly kind: 'pause'; readonly reason: CodedError; readonly works: readonly Work[] };

/**
 * A circuit breaker over the failures of one node. While samples fail alike one after the other they are held, and are settled as soon as one goes well or fails in
 * another way; where too many come in a row, they have most likely one cause that is not in the samples, and the run is paused instead. Who resumes has them asked
 * again; those that then fail alike are settled, so that a run can always be led past what a person cannot or will not repair.
 */
export class FailureStreak {
  #held: HeldFailure[] = [];
  #cause = '';
  #anyWell = false;
  /** Cause that paused the run, and how often the run had been resumed by then. */
  #paused: { readonly cause: string; readonly resumed: number } | undefined;

  /** `resumed`: how often the run had been resumed when the sample was asked for. */
  failed(work: Work, error: CodedError, resumed: number): StreakVerdict {
    const cause = causeOf(toErrorRecord(error));
    if (this.#paused?.cause === cause) {
      // Asked for before a person could do anything about it: it says nothing about the present.
      if (resumed <= this.#paused.resumed) return { kind: 'again' };
      return { kind: 'settle', failures: [{ work, error }] };
    }
    const others = cause === this.#cause ? [] : this.end();
    this.#cause = cause;
    this.#held.push({ work, error });
    if (this.#held.length >= (this.#anyWell ? ALIKE_LATER : ALIKE_AT_FIRST))
      return this.#pause(error, resumed);
    return others.length > 0 ? { kind: 'settle', failures: others } : { kind: 'held' };
  }

  /** A sample went well; gives what was held until then. */
  well(): readonly HeldFailure[] {
    this.#anyWell = true;
    this.#paused = undefined;
    return this.end();
  }

  /** Nothing more comes; gives what was held until then. */
  end(): readonly HeldFailure[] {
    const held = this.#held;
    this.#held = [];
    this.#cause = '';
    return held;
  }

  #pause(error: CodedError, resumed: number): StreakVerdict {
    this.#paused = { cause: this.#cause, resumed };
    const held = this.end();
    return { kind: 'pause', reason: sameFailure(held.length, error), works: held.map(({ work }) => work) };
  }
}

function sameFailure(count: number, error: CodedError): UserError {
  const { fix, excerpt, remedy } = error.details;
  return new UserError('SAME_FAILURE', `${count} samples in a row failed alike: ${error.message}`, {
    remedy: `${remedy ?? 'Repair the cause.'} Resume to try them again; those that still fail are then left behind.`,
    ...(fix !== undefined && fix !== 'retry-failed' && { fix }),
    ...(excerpt !== undefined && { excerpt }),
  });
}
