import type { TrainEvent, TrainState } from '../../core/training/train-event.ts';
import type {
  JobCheckpoint,
  JobEvaluation,
  JobWarning,
  TrainingJob,
} from '../../core/training/training-job.ts';
import { createBreath } from '../breath.ts';
import { EventLog, type PlacedEvent } from './event-log.ts';
import { JobCurve } from './job-curve.ts';

type EventOf<K extends TrainEvent['kind']> = Extract<TrainEvent, { readonly kind: K }>;

const MOST_WARNINGS = 100;
/** More evaluations are thinned out: every other one goes. */
const MOST_EVALUATIONS = 500;
/** Steps over which the pace is taken for the time that is left. */
const PACE_STEPS = 20;

/** What a job's events come to, kept up to date with the file. Memory is bounded however long the job runs. */
export class JobStory {
  readonly #log: EventLog;
  #starts = 0;
  #curve = new JobCurve();
  #checkpoints: JobCheckpoint[] = [];
  #evaluations: JobEvaluation[] = [];
  #warnings: JobWarning[] = [];
  #warningCount = 0;
  #state: { readonly value: TrainState; readonly place: number; readonly at: number } | undefined;
  #detail: string | undefined;
  #plan: EventOf<'plan'> | undefined;
  #error: { readonly event: EventOf<'error'>; readonly place: number } | undefined;
  #result: { readonly event: EventOf<'result'>; readonly place: number } | undefined;
  #pace: { readonly step: number; readonly at: number }[] = [];
  #turn: Promise<boolean> = Promise.resolve(false);

  constructor(eventsFile: string) {
    this.#log = new EventLog(eventsFile);
  }

  /** Reads what is new; true where there was anything. */
  refresh(): Promise<boolean> {
    const mine = this.#turn.then(() => this.#read());
    this.#turn = mine.catch(() => false);
    return mine;
  }

  get curve(): JobCurve {
    return this.#curve;
  }

  get plan(): TrainingJob['plan'] {
    if (this.#plan === undefined) return undefined;
    const { kind: _kind, ...plan } = this.#plan;
    return plan;
  }

  get detail(): string | undefined {
    return this.#detail;
  }

  get checkpoints(): readonly JobCheckpoint[] {
    return this.#checkpoints;
  }

  get evaluations(): readonly JobEvaluation[] {
    return this.#evaluations;
  }

  get warnings(): readonly JobWarning[] {
    return this.#warnings;
  }

  get warningCount(): number {
    return this.#warningCount;
  }

  /** The last state that was told from a place in the file on, in bytes: what stands before belongs to a former start. */
  stateSince(place: number): { readonly value: TrainState; readonly at: number } | undefined {
    return this.#state && this.#state.place >= place ? this.#state : undefined;
  }

  errorSince(place: number): EventOf<'error'> | undefined {
    return this.#error && this.#error.place >= place ? this.#error.event : undefined;
  }

  resultSince(place: number): EventOf<'result'> | undefined {
    return this.#result && this.#result.place >= place ? this.#result.event : undefined;
  }

  /** Seconds to the last step, at the pace of the last ones. */
  secondsLeft(): number | undefined {
    const [first, last] = [this.#pace[0], this.#pace.at(-1)];
    const steps = this.#plan?.steps;
    if (!first || !last || steps === undefined || last.step <= first.step) return undefined;
    const each = (last.at - first.at) / (last.step - first.step) / 1000;
    return Math.max(0, (steps - last.step) * each);
  }

  async #read(): Promise<boolean> {
    const breath = createBreath();
    let anything = false;
    for await (const events of this.#log.read()) {
      if (this.#log.starts !== this.#starts) this.#forget();
      for (const placed of events) this.#take(placed);
      anything = true;
      await breath();
    }
    return anything;
  }

  /** The file is another one. */
  #forget(): void {
    this.#starts = this.#log.starts;
    this.#curve = new JobCurve();
    this.#checkpoints = [];
    this.#evaluations = [];
    this.#warnings = [];
    this.#warningCount = 0;
    this.#state = undefined;
    this.#detail = undefined;
    this.#plan = undefined;
    this.#error = undefined;
    this.#result = undefined;
    this.#pace = [];
  }

  #take({ event, at: place }: PlacedEvent): void {
    switch (event.kind) {
      case 'state':
        this.#state = { value: event.state, place, at: event.at };
        this.#detail = event.detail;
        return;
      case 'plan':
        this.#plan = event;
        this.#pace = [];
        return;
      case 'step':
        this.#curve.add(event);
        this.#pace = [...this.#pace.slice(-PACE_STEPS + 1), { step: event.step, at: event.at }];
        return;
      case 'evaluation':
        this.#evaluations = thinned([...before(this.#evaluations, event.step), evaluationOf(event)]);
        return;
      case 'checkpoint':
        this.#addCheckpoint(event);
        return;
      case 'checkpoint-removed':
        this.#checkpoints = this.#checkpoints.filter(({ path }) => path !== event.path);
        return;
      case 'warning':
        this.#warningCount += 1;
        this.#warnings = [...this.#warnings, warningOf(event)].slice(-MOST_WARNINGS);
        return;
      case 'error':
        this.#error = { event, place };
        return;
      case 'result':
        this.#result = { event, place };
        return;
    }
  }

  #addCheckpoint({ step, path, bytes, at, best }: EventOf<'checkpoint'>): void {
    const others = this.#checkpoints
      .filter((one) => one.path !== path)
      .map((one) => (best && one.isBest ? { ...one, isBest: false } : one));
    this.#checkpoints = [...others, { step, path, bytes, at, isBest: best }].sort((a, b) => a.step - b.step);
  }
}

function before<T extends { readonly step: number }>(list: readonly T[], step: number): readonly T[] {
  return list.filter((one) => one.step < step);
}

/** The first and the last stay. */
function thinned(list: JobEvaluation[]): JobEvaluation[] {
  if (list.length <= MOST_EVALUATIONS) return list;
  return list.filter((_, index) => index % 2 === 0 || index === list.length - 1);
}

function evaluationOf({ step, at, held_out_loss, captions }: EventOf<'evaluation'>): JobEvaluation {
  return { step, at, captions, ...(held_out_loss !== undefined && { heldOutLoss: held_out_loss }) };
}

function warningOf({ kind: _kind, ...warning }: EventOf<'warning'>): JobWarning {
  return warning;
}
