import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { AddedPictures } from '../../core/contract/side-by-side.ts';
import { type ErrorRecord, UserError } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { PromptPreset, TriedBoard, TriedColumn, TriedPicture } from '../../core/side-by-side.ts';
import type { EngineHost } from '../engine-host.ts';
import type { ImageService } from '../images/image-service.ts';
import type { NodeLibrary } from '../run/index.ts';
import { uploadSegments } from '../server/upload-path.ts';
import { type Coalesced, coalesce } from '../session/coalesce.ts';
import type { ProjectParts } from '../session/project-parts.ts';
import { steadyNow } from '../steady-clock.ts';
import type { ProjectStore } from '../store/project-store.ts';
import {
  type Board,
  columnOf,
  EMPTY_BOARD,
  readBoard,
  withChangedColumn,
  withColumns,
  withMovedColumn,
  withoutColumn,
  withoutPicture,
  withStar,
} from './board.ts';
import { boardFlow, boardLibrary, fullParams } from './board-flow.ts';
import type { Reply } from './carry-replies.ts';
import { ColumnRuns } from './column-runs.ts';
import { findPictures, lookAgain, withPictures } from './find-pictures.ts';
import { readPromptPresets } from './prompt-presets.ts';
import { readBoardState } from './read-board.ts';
import { openScratchStore } from './scratch-store.ts';
import { prompted, sampleOf } from './tried-prompt.ts';

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
interface Bench {
  readonly store: ProjectStore;
  readonly parts: ProjectParts;
  readonly runs: ColumnRuns;
}

/**
 * Pictures, captioners and prompts side by side. One board for the whole app, in a store of its own that is opened at the first call:
 * what was replied once is shown again after a reload and after a restart, and is never paid for twice.
 */
export class SideBySide {
  readonly #options: SideBySideOptions;
  readonly #library: NodeLibrary;
  readonly #push: Coalesced;
  readonly #watchers = new Set<() => void>();
  #bench: Promise<Bench> | undefined;
  #opened: Bench | undefined;
  #board: Board = EMPTY_BOARD;
  #problems: ReadonlyMap<ImageHash, ErrorRecord> = new Map();
  #changes = 0;
  /** Changes of the board happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SideBySideOptions) {
    this.#options = options;
    this.#library = boardLibrary(options.library);
    this.#push = coalesce(PUSH_MS, () => {
      this.#changes += 1;
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** Takes files that are dropped on a browser tab. Absolute. */
  get dropFolder(): string {
    return join(this.#folder, 'dropped');
  }

  get #folder(): string {
    return join(this.#options.host.dataFolder, 'side-by-side');
  }

  /** Who shows this picture, where it is one of the board's. */
  imagesOf(hash: ImageHash): ImageService | undefined {
    return this.#board.pictures.some((picture) => picture.hash === hash)
      ? this.#opened?.parts.images
      : undefined;
  }

  /** Something outside has changed that the board shows, such as a price. */
  changed(): void {
    if (this.#opened) this.#push.call();
  }

  async state(): Promise<TriedBoard> {
    const { parts, store, runs } = await this.#open();
    return readBoardState(this.#board, {
      store,
      runs,
      library: this.#library,
      captioners: parts.captioners,
      problems: this.#problems,
    });
  }

  /** The present state, then the latest whenever it has changed, until the signal aborts. */
  async *watch(signal?: AbortSignal): AsyncGenerator<TriedBoard, void, void> {
    let seen = -1;
    while (!signal?.aborted) {
      if (seen === this.#changes) await this.#nextChange(signal);
      if (signal?.aborted) return;
      seen = this.#changes;
      yield await this.state();
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

  prompts(): Promise<readonly PromptPreset[]> {
    return readPromptPresets(this.#options.host.assetsFolder);
  }

  async addFiles(paths: readonly string[]): Promise<AddedPictures> {
    const found = await findPictures(paths);
    const { added, refused } = await this.addEntries(found.files);
    return { added, refused: [...found.refused, ...refused] };
  }

  /** A picture that lies nowhere yet. Throws PATH_OUTSIDE_ROOT for what is no plain file name. */
  async addPasted(name: string, bytes: Uint8Array): Promise<AddedPictures> {
    const [plain = 'pasted.png'] = uploadSegments(name.replaceAll('/', ' '));
    const folder = join(this.dropFolder, `pasted-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, plain), bytes, { flag: 'wx' });
    return this.addEntries([{ root: folder, path: plain }]);
  }

  /** Files as a source of their folder would name them. */
  addEntries(files: readonly FileEntry[]): Promise<AddedPictures> {
    return this.#inTurn(async ({ parts }) => {
      const before = this.#board.pictures.length;
      const { board, refused } = await withPictures(this.#board, files, parts.images);
      this.#put(board);
      await this.#removeUnused(files);
      return { added: board.pictures.length - before, refused };
    });
  }

  removePicture(hash: ImageHash): Promise<void> {
    return this.#inTurn(async () => {
      const gone = this.#board.pictures.filter((picture) => picture.hash === hash);
      this.#put(withoutPicture(this.#board, hash));
      await this.#removeUnused(gone);
    });
  }

  addColumns(columns: readonly Omit<TriedColumn, 'id'>[]): Promise<void> {
    return this.#inTurn(() => {
      const checked = columns.map((column) => columnOf(this.#options.library, column));
      this.#put(withColumns(this.#board, checked));
    });
  }

  changeColumn(id: string, column: Omit<TriedColumn, 'id'>): Promise<void> {
    return this.#inTurn(async ({ runs }) => {
      this.#requireColumn(id);
      const next = columnOf(this.#options.library, column);
      if (next.id !== id) await runs.forget(id);
      this.#put(withChangedColumn(this.#board, id, next));
    });
  }

  removeColumn(id: string): Promise<void> {
    return this.#inTurn(async ({ runs }) => {
      await runs.forget(id);
      this.#put(withoutColumn(this.#board, id));
    });
  }

  moveColumn(id: string, to: number): Promise<void> {
    return this.#inTurn(() => this.#put(withMovedColumn(this.#board, id, to)));
  }

  star(hash: ImageHash, column: string, on: boolean): Promise<void> {
    return this.#inTurn(() => this.#put(withStar(this.#board, hash, column, on)));
  }

  setCap(capUsd: number | null): Promise<void> {
    return this.#inTurn(({ runs }) => {
      this.#put({ ...this.#board, capUsd });
      runs.capChanged();
    });
  }

  clear(): Promise<void> {
    return this.#inTurn(async ({ store, runs }) => {
      const { pictures, columns, capUsd } = this.#board;
      await Promise.all(columns.map(({ id }) => runs.forget(id)));
      this.#put({ ...EMPTY_BOARD, capUsd, spentBeforeUsd: store.budget.spend().settledUsd });
      await this.#removeUnused(pictures);
    });
  }

  /** Asks for what is missing in these columns, or in all. Answers when the work has begun. */
  caption(ids?: readonly string[]): Promise<void> {
    return this.#inTurn(async ({ store, parts, runs }) => {
      const { board, problems } = await lookAgain(this.#board, parts.images);
      this.#problems = problems;
      this.#put(board);
      const pictures = board.pictures.filter(({ hash }) => !problems.has(hash));
      if (pictures.length === 0) return;
      store.flow.change(boardFlow(this.#library, pictures, board.columns), 'Try', 'board');
      const state = await this.state();
      for (const { id, missing, captionerRef } of state.columns)
        if (missing > 0 && (ids === undefined || ids.includes(id)))
          runs.start(id, captionerRef.kind === 'local');
    });
  }

  async stop(): Promise<void> {
    await (await this.#open()).runs.stop();
  }

  /** A column with its replies, for whoever makes a flow of it. Throws NOT_FOUND. */
  async winner(id: string): Promise<{
    readonly column: TriedColumn;
    readonly pictures: readonly TriedPicture[];
    readonly replies: readonly Reply[];
    readonly store: ProjectStore;
  }> {
    const { store } = await this.#open();
    const column = this.#requireColumn(id);
    const replies = this.#board.pictures.flatMap((picture) => {
      const sample = sampleOf(store, picture);
      if (sample === undefined) return [];
      const asked = prompted(this.#library, column, sample);
      const prompt = asked.facets.prompt?.text ?? '';
      const caption = store.captions
        .provenance(picture.hash)
        .find((one) => one.node === id && (one.prompt ?? '') === prompt);
      return caption === undefined ? [] : [{ sample: asked, caption }];
    });
    return { column, pictures: this.#board.pictures, replies, store };
  }

  /** Copies the board's pictures into a folder, under the paths that prompts were made from. */
  async copyPictures(folder: string): Promise<void> {
    const { parts } = await this.#open();
    const taken = new Set<string>();
    for (const { hash, path } of this.#board.pictures) {
      let place = path;
      for (let number = 2; taken.has(place); number += 1)
        place = path.replace(/(\.[^./]*)?$/, ` ${number}$1`);
      taken.add(place);
      const target = join(folder, ...place.split('/'));
      await mkdir(join(target, '..'), { recursive: true });
      await copyFile(await parts.images.locate(hash), target);
    }
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

  #open(): Promise<Bench> {
    this.#bench ??= this.#begin().catch((thrown: unknown) => {
      // The next call tries again: another process may have let go of it.
      this.#bench = undefined;
      throw thrown;
    });
    return this.#bench;
  }

  async #begin(): Promise<Bench> {
    const store = await openScratchStore(this.#folder);
    const parts = { ...this.#options.assemble(store), library: this.#library };
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
        for (const node of [column.prompt, column.captioner]) if (node) fullParams(this.#library, node);
        return columnOf(this.#options.library, column).id === column.id;
      } catch {
        // Made by another version: it can be added again.
        return false;
      }
    });
    return { ...board, columns };
  }

  #requireColumn(id: string): TriedColumn {
    const column = this.#board.columns.find((one) => one.id === id);
    if (column) return column;
    throw new UserError('NOT_FOUND', 'This column is no longer there.', {
      remedy: 'It may have been removed in another window.',
    });
  }

  #put(board: Board): void {
    if (board === this.#board) return;
    this.#opened?.store.meta.setValue(BOARD, board as unknown as Json);
    this.#board = board;
    this.#push.call();
  }

  /** Of files that a browser tab has handed over, those that the board does not have (any more). */
  async #removeUnused(files: readonly FileEntry[]): Promise<void> {
    const used = new Set(this.#board.pictures.map(({ root, path }) => join(root, path)));
    for (const { root, path } of files) {
      const place = join(root, path);
      if (place.startsWith(this.dropFolder + sep) && !used.has(place)) await rm(place, { force: true });
    }
  }

  #inTurn<T>(action: (bench: Bench) => T | Promise<T>): Promise<T> {
    const start = async () => action(await this.#open());
    const mine = this.#turn.then(start, start);
    this.#turn = mine.catch(() => undefined); // the caller has the error; the next in turn must not
    return mine;
  }
}
