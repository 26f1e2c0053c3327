import type { LogLine, ProjectEvent } from '../../core/contract/project.ts';
import type { RunProgress } from '../../core/run.ts';
import { runChange } from '../../core/run-change.ts';

/** Lines of the log that are kept, and at most carried by one event. */
export const LOG_LINES = 1000;

/**
 * The engine's events as latest values: a watcher that is slow gets the newest event of each kind, never a growing queue.
 * Log lines alone are gathered, up to the ring's size. Of a run that goes on, it gets the nodes that have changed since it last took one.
 */
export class ProjectEvents {
  readonly #watchers = new Set<Watcher>();
  #closed = false;

  publish(event: ProjectEvent): void {
    for (const watcher of this.#watchers) watcher.offer(event);
  }

  /**
   * Starts with `present`, then goes on with what is published; ends when the signal aborts or the engine closes.
   * Watching begins at once, not at the first `next()`, so that nothing between is missed.
   */
  watch(present: readonly ProjectEvent[], signal?: AbortSignal): AsyncGenerator<ProjectEvent, void, void> {
    const watcher = new Watcher(present);
    if (this.#closed || signal?.aborted) watcher.end();
    else this.#watchers.add(watcher);
    const leave = () => {
      watcher.end();
      this.#watchers.delete(watcher);
    };
    signal?.addEventListener('abort', leave, { once: true });
    return walk(watcher, () => {
      signal?.removeEventListener('abort', leave);
      leave();
    });
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }
}

async function* walk(watcher: Watcher, leave: () => void): AsyncGenerator<ProjectEvent, void, void> {
  try {
    for (;;) {
      const event = await watcher.take();
      if (event === undefined) return;
      yield event;
    }
  } finally {
    leave();
  }
}

class Watcher {
  /** The newest event of each kind that was not taken yet; kinds stand in the order in which they came up. */
  readonly #waiting = new Map<ProjectEvent['kind'], ProjectEvent>();
  /** Of this run it knows everything. */
  #told: RunProgress | null = null;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(present: readonly ProjectEvent[]) {
    for (const event of present) this.offer(event);
  }

  offer(event: ProjectEvent): void {
    if (this.#ended) return;
    this.#waiting.set(event.kind, merge(this.#waiting.get(event.kind), event));
    this.#wake?.();
  }

  /** The next event; undefined at the end. */
  async take(): Promise<ProjectEvent | undefined> {
    for (;;) {
      if (this.#ended) return undefined;
      const [first] = this.#waiting;
      if (first !== undefined) {
        this.#waiting.delete(first[0]);
        return this.#tell(first[1]);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #tell(event: ProjectEvent): ProjectEvent {
    if (event.kind !== 'run') return event;
    const change = this.#told && event.run ? runChange(this.#told, event.run) : undefined;
    this.#told = event.run;
    return change ? { kind: 'run', run: change, partial: true } : event;
  }

  end(): void {
    this.#ended = true;
    this.#waiting.clear();
    this.#wake?.();
  }
}

function merge(waiting: ProjectEvent | undefined, event: ProjectEvent): ProjectEvent {
  if (event.kind !== 'log' || waiting?.kind !== 'log') return event;
  return { kind: 'log', lines: lastLines([...waiting.lines, ...event.lines]) };
}

/** The end of a log that has grown beyond the ring. */
export function lastLines(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.length <= LOG_LINES ? lines : lines.slice(-LOG_LINES);
}
