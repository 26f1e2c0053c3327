import { join } from 'node:path';
import type { Json } from '../../core/json.ts';
import type { EngineHost } from '../engine-host.ts';
import type { NodeLibrary } from '../run/index.ts';
import { type Coalesced, coalesce } from '../session/coalesce.ts';
import type { ProjectParts } from '../session/project-parts.ts';
import { steadyNow } from '../steady-clock.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { type Board, columnOf, EMPTY_BOARD, readBoard } from './board.ts';
import { boardLibrary, fullParams } from './board-flow.ts';
import { ColumnRuns } from './column-runs.ts';
import { openScratchStore } from './scratch-store.ts';

/** Windows are told of changes at most this often, milliseconds. */
const PUSH_MS = 100;
/** Name in the store under which the board is kept. */
const BOARD = 'board';

export interface SideBySideOptions {
  readonly host: Pick<EngineHost, 'dataFolder' | 'assetsFolder'>;
  readonly library: NodeLibrary;
  readonly assemble: (store: ProjectStore) => ProjectParts;
}

/** The opened store with what works on it. */
export interface Bench {
  readonly store: ProjectStore;
  readonly parts: ProjectParts;
  readonly runs: ColumnRuns;
}

/** Keeps the board in its store, which is opened at the first call, puts its changes into one order, and tells of them. */
export class BoardDesk {
  /** Of the board alone. */
  readonly library: NodeLibrary;
  /** Of the store and of what was handed over by browsers. Absolute. */
  readonly folder: string;
  readonly #options: SideBySideOptions;
  readonly #push: Coalesced;
  readonly #watchers = new Set<() => void>();
  #bench: Promise<Bench> | undefined;
  #opened: Bench | undefined;
  #board: Board = EMPTY_BOARD;
  #changes = 0;
  /** Changes of the board happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SideBySideOptions) {
    this.#options = options;
    this.library = boardLibrary(options.library);
    this.folder = join(options.host.dataFolder, 'side-by-side');
    this.#push = coalesce(PUSH_MS, () => {
      this.#changes += 1;
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  get board(): Board {
    return this.#board;
  }

  /** Absent until somebody has asked for the board. */
  get opened(): Bench | undefined {
    return this.#opened;
  }

  put(board: Board): void {
    if (board === this.#board) return;
    this.#opened?.store.meta.setValue(BOARD, board as unknown as Json);
    this.#board = board;
    this.#push.call();
  }

  /** Something has changed that is no part of the board itself. */
  changed(): void {
    if (this.#opened) this.#push.call();
  }

  /** One value of `state` at once, then the latest whenever something has changed, until the signal aborts. */
  async *watch<T>(state: () => Promise<T>, signal?: AbortSignal): AsyncGenerator<T, void, void> {
    let seen = -1;
    while (!signal?.aborted) {
      if (seen === this.#changes) await this.#nextChange(signal);
      if (signal?.aborted) return;
      seen = this.#changes;
      yield await state();
    }
  }

  #nextChange(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#watchers.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#watchers.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  inTurn<T>(action: (bench: Bench) => T | Promise<T>): Promise<T> {
    const start = async () => action(await this.open());
    const mine = this.#turn.then(start, start);
    this.#turn = mine.catch(() => undefined); // the caller has the error; the next in turn must not
    return mine;
  }

  open(): Promise<Bench> {
    this.#bench ??= this.#begin().catch((thrown: unknown) => {
      // The next call tries again: another process may have let go of it.
      this.#bench = undefined;
      throw thrown;
    });
    return this.#bench;
  }

  async #begin(): Promise<Bench> {
    const store = await openScratchStore(this.folder);
    const parts = { ...this.#options.assemble(store), library: this.library };
    this.#board = this.#withKnownColumns(readBoard(store.meta.value(BOARD)));
    const dependencies = { ...parts, now: steadyNow, log: () => undefined };
    const capUsd = () =>
      this.#board.capUsd === null ? undefined : this.#board.spentBeforeUsd + this.#board.capUsd;
    const runs = new ColumnRuns({ parts, dependencies, capUsd, onChange: () => this.#push.call() });
    this.#opened = { store, parts, runs };
    return this.#opened;
  }

  /** Columns whose node types this version knows, as it knows them. */
  #withKnownColumns(board: Board): Board {
    const columns = board.columns.filter((column) => {
      try {
        for (const node of [column.prompt, column.captioner]) if (node) fullParams(this.library, node);
        return columnOf(this.#options.library, column).id === column.id;
      } catch {
        // Made by another version: it can be added again.
        return false;
      }
    });
    return { ...board, columns };
  }

  async close(): Promise<void> {
    this.#push.cancel();
    const opened = await this.#bench?.catch(() => undefined); // what did not open need not be closed
    this.#bench = undefined;
    this.#opened = undefined;
    if (!opened) return;
    await opened.runs.stop();
    try {
      await opened.parts.batches.close();
      await opened.parts.images.close();
    } finally {
      await opened.store.close();
    }
  }
}
