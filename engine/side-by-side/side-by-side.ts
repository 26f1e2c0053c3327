import { UserError } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { PromptPreset, TriedBoard, TriedColumn, TriedPicture } from '../../core/side-by-side.ts';
import type { ProjectStore } from '../store/project-store.ts';
import {
  columnOf,
  EMPTY_BOARD,
  withChangedColumn,
  withColumns,
  withMovedColumn,
  withoutColumn,
  withStar,
} from './board.ts';
import { BoardDesk, type SideBySideOptions } from './board-desk.ts';
import { boardFlow } from './board-flow.ts';
import { BoardPictures } from './board-pictures.ts';
import type { Reply } from './carry-replies.ts';
import { lookAgain } from './find-pictures.ts';
import { readPromptPresets } from './prompt-presets.ts';
import { readBoardState } from './read-board.ts';
import { prompted, sampleOf } from './tried-prompt.ts';

/**
 * Pictures, captioners and prompts side by side. One board for the whole app, in a store of its own that is opened at the first call:
 * what was replied once is shown again after a reload and after a restart, and is never paid for twice.
 */
export class SideBySide {
  readonly pictures: BoardPictures;
  readonly #options: SideBySideOptions;
  readonly #desk: BoardDesk;

  constructor(options: SideBySideOptions) {
    this.#options = options;
    this.#desk = new BoardDesk(options);
    this.pictures = new BoardPictures(this.#desk);
  }

  /** Something outside has changed that the board shows, such as a price. */
  changed(): void {
    this.#desk.changed();
  }

  async state(): Promise<TriedBoard> {
    const { parts, store, runs } = await this.#desk.open();
    return readBoardState(this.#desk.board, {
      store,
      runs,
      library: this.#desk.library,
      captioners: parts.captioners,
      problems: this.pictures.problems,
    });
  }

  /** The present state, then the latest whenever it has changed, until the signal aborts. */
  watch(signal?: AbortSignal): AsyncGenerator<TriedBoard, void, void> {
    return this.#desk.watch(() => this.state(), signal);
  }

  prompts(): Promise<readonly PromptPreset[]> {
    return readPromptPresets(this.#options.host.assetsFolder);
  }

  addColumns(columns: readonly Omit<TriedColumn, 'id'>[]): Promise<void> {
    return this.#desk.inTurn(() => {
      const checked = columns.map((column) => columnOf(this.#options.library, column));
      this.#desk.put(withColumns(this.#desk.board, checked));
    });
  }

  changeColumn(id: string, column: Omit<TriedColumn, 'id'>): Promise<void> {
    return this.#desk.inTurn(async ({ runs }) => {
      this.#requireColumn(id);
      const next = columnOf(this.#options.library, column);
      if (next.id !== id) await runs.forget(id);
      this.#desk.put(withChangedColumn(this.#desk.board, id, next));
    });
  }

  removeColumn(id: string): Promise<void> {
    return this.#desk.inTurn(async ({ runs }) => {
      await runs.forget(id);
      this.#desk.put(withoutColumn(this.#desk.board, id));
    });
  }

  moveColumn(id: string, to: number): Promise<void> {
    return this.#desk.inTurn(() => this.#desk.put(withMovedColumn(this.#desk.board, id, to)));
  }

  star(hash: ImageHash, column: string, on: boolean): Promise<void> {
    return this.#desk.inTurn(() => this.#desk.put(withStar(this.#desk.board, hash, column, on)));
  }

  setCap(capUsd: number | null): Promise<void> {
    return this.#desk.inTurn(({ runs }) => {
      this.#desk.put({ ...this.#desk.board, capUsd });
      runs.capChanged();
    });
  }

  clear(): Promise<void> {
    return this.#desk.inTurn(async ({ store, runs }) => {
      const { pictures, columns, capUsd } = this.#desk.board;
      await Promise.all(columns.map(({ id }) => runs.forget(id)));
      this.#desk.put({ ...EMPTY_BOARD, capUsd, spentBeforeUsd: store.budget.spend().settledUsd });
      await this.pictures.removeUnused(pictures);
    });
  }

  /** Asks for what is missing in these columns, or in all. Answers when the work has begun. */
  caption(ids?: readonly string[]): Promise<void> {
    return this.#desk.inTurn(async ({ store, parts, runs }) => {
      const { board, problems } = await lookAgain(this.#desk.board, parts.images);
      this.pictures.problems = problems;
      this.#desk.put(board);
      const pictures = board.pictures.filter(({ hash }) => !problems.has(hash));
      if (pictures.length === 0) return;
      store.flow.change(boardFlow(this.#desk.library, pictures, board.columns), 'Try', 'board');
      const state = await this.state();
      for (const { id, missing, captionerRef } of state.columns)
        if (missing > 0 && (ids === undefined || ids.includes(id)))
          runs.start(id, captionerRef.kind === 'local');
    });
  }

  async stop(): Promise<void> {
    await (await this.#desk.open()).runs.stop();
  }

  /** A column with its replies, for whoever makes a flow of it. Throws NOT_FOUND. */
  async winner(id: string): Promise<{
    readonly column: TriedColumn;
    readonly pictures: readonly TriedPicture[];
    readonly replies: readonly Reply[];
    readonly store: ProjectStore;
  }> {
    const { store } = await this.#desk.open();
    const column = this.#requireColumn(id);
    const replies = this.#desk.board.pictures.flatMap((picture) => {
      const sample = sampleOf(store, picture);
      if (sample === undefined) return [];
      const asked = prompted(this.#desk.library, column, sample);
      const prompt = asked.facets.prompt?.text ?? '';
      const caption = store.captions
        .provenance(picture.hash)
        .find((one) => one.node === id && (one.prompt ?? '') === prompt);
      return caption === undefined ? [] : [{ sample: asked, caption }];
    });
    return { column, pictures: this.#desk.board.pictures, replies, store };
  }

  close(): Promise<void> {
    return this.#desk.close();
  }

  #requireColumn(id: string): TriedColumn {
    const column = this.#desk.board.columns.find((one) => one.id === id);
    if (column) return column;
    throw new UserError('NOT_FOUND', 'This column is no longer there.', {
      remedy: 'It may have been removed in another window.',
    });
  }
}
