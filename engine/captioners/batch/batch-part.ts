import { type FileHandle, open, rm } from 'node:fs/promises';
import { writeError } from '../../files/file-errors.ts';
import type { BatchRequestRow, StoredBatch } from '../../store/provider-batches-table.ts';
import type { BatchDesk } from './batch-desk.ts';
import { type BatchSize, EMPTY_BATCH, grown } from './batch-limits.ts';

/** One request, ready to be written. */
export interface WrittenRequest {
  readonly row: BatchRequestRow;
  /** Its line, without the line's end. */
  readonly line: string;
  readonly tokens: number;
}

/** Rows are put into the store so many at a time. */
const ROWS = 200;

/** A batch while it is ours: its requests go to a file one by one, so that memory holds none of their pictures. */
export class BatchPart {
  readonly batch: StoredBatch;
  readonly #desk: BatchDesk;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #keys: BatchRequestRow['key'][] = [];
  #rows: BatchRequestRow[] = [];
  #size: BatchSize = EMPTY_BATCH;
  #worstUsd = 0;
  /** Nothing more comes into it, and all of it is on disk: it may be sent. */
  sealed = false;
  /** Not to be sent before, milliseconds since 1970. */
  notBefore = 0;
  troubles = 0;
  /** The steps to the provider while they are under way. */
  sending: Promise<void> | undefined;

  private constructor(desk: BatchDesk, batch: StoredBatch, path: string, file: FileHandle) {
    this.#desk = desk;
    this.batch = batch;
    this.#path = path;
    this.#file = file;
  }

  /** Begins a batch with its file. Throws DISK_FULL, FILE_UNWRITABLE. */
  static async begin(desk: BatchDesk, batch: StoredBatch): Promise<BatchPart> {
    const path = desk.work.fileOf(batch.mark);
    try {
      await desk.makeFolder();
      return new BatchPart(desk, batch, path, await open(path, 'wx', 0o600));
    } catch (thrown) {
      desk.discard(batch.id);
      throw writeError(thrown, path);
    }
  }

  get size(): BatchSize {
    return this.#size;
  }

  get worstUsd(): number {
    return this.#worstUsd;
  }

  get keys(): readonly BatchRequestRow['key'][] {
    return this.#keys;
  }

  /** Throws DISK_FULL, FILE_UNWRITABLE; the batch is of no use then. */
  async append({ line, row, tokens }: WrittenRequest): Promise<void> {
    const text = `${line}\n`;
    await this.#file.write(text).catch((thrown: unknown) => {
      throw writeError(thrown, this.#path);
    });
    this.#keys.push(row.key);
    this.#rows.push(row);
    this.#size = grown(this.#size, { bytes: Buffer.byteLength(text), tokens });
    this.#worstUsd += row.worstUsd;
    if (this.#rows.length >= ROWS) this.#noteRows();
  }

  /** Nothing more comes into it; everything is on disk when this resolves. */
  async seal(): Promise<void> {
    await this.#file.datasync();
    await this.#file.close();
    this.#noteRows();
    this.#desk.table.change(this.batch.id, { state: 'written' });
    await this.#desk.work.committed();
    this.sealed = true;
    this.#desk.work.changed();
  }

  /** Its file and its rows go, and what was reserved for it. */
  async discard(): Promise<void> {
    // It may be closed already, or the disk may be what failed: the file goes in any case.
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true });
    this.#desk.discard(this.batch.id);
  }

  #noteRows(): void {
    this.#desk.table.addRequests(this.batch.id, this.#rows);
    this.#rows = [];
    const { requests, bytes, tokens } = this.#size;
    this.#desk.table.change(this.batch.id, { requests, bytes, tokens, worstUsd: this.#worstUsd });
    this.#desk.work.changed();
  }
}
