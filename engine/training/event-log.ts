import { open } from 'node:fs/promises';
import { type TrainEvent, trainEventSchema } from '../../core/training/train-event.ts';

/** Longest line that is read, bytes; captions of 16 images fit many times over. What is longer is left out. */
const LONGEST_LINE = 4 * 2 ** 20;
const CHUNK = 1 << 20;
const NEWLINE = 10;

/** An event and where its line begins in the file, in bytes. */
export interface PlacedEvent {
  readonly event: TrainEvent;
  readonly at: number;
}

/**
 * Reads `events.jsonl` as it grows, from where it stopped. A last line without its end waits for the next look; lines that are not JSON, of a kind that a newer
 * trainer writes, or too long are counted and left out. A file that has become shorter is another one, and is read from its start.
 */
export class EventLog {
  readonly #file: string;
  #read = 0;
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  /** Within a line that is too long. */
  #skipping = false;
  #leftOut = 0;
  #starts = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Lines that were not understood. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** How often it was read from its start; what was made of it before is void when this changes. */
  get starts(): number {
    return this.#starts;
  }

  /** What was written since the last call, in slices of about 1 MB; nothing where there is no file. */
  async *read(): AsyncGenerator<readonly PlacedEvent[]> {
    const handle = await open(this.#file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    try {
      const { size } = await handle.stat();
      if (size < this.#read) this.#restart();
      while (this.#read < size) {
        const chunk = Buffer.alloc(Math.min(CHUNK, size - this.#read));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#read);
        if (bytesRead === 0) return;
        const events = [...this.#take(chunk.subarray(0, bytesRead))];
        if (events.length > 0) yield events;
      }
    } finally {
      await handle.close();
    }
  }

  #restart(): void {
    this.#starts += 1;
    this.#read = 0;
    this.#leftOut = 0;
    this.#rest = Buffer.alloc(0);
    this.#skipping = false;
  }

  *#take(chunk: Buffer): Iterable<PlacedEvent> {
    let start = this.#read - this.#rest.length;
    this.#read += chunk.length;
    let open = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = open.indexOf(NEWLINE); end >= 0; end = open.indexOf(NEWLINE)) {
      const event = this.#skipping || end > LONGEST_LINE ? undefined : parseEvent(open.subarray(0, end));
      if (event) yield { event, at: start };
      else if (end > 0) this.#leftOut += 1;
      this.#skipping = false;
      start += end + 1;
      open = open.subarray(end + 1);
    }
    if (open.length > LONGEST_LINE) this.#skipping = true;
    // A copy: the rest must not keep the whole chunk alive.
    this.#rest = this.#skipping ? Buffer.alloc(0) : Buffer.from(open);
  }
}

function parseEvent(line: Buffer): TrainEvent | undefined {
  try {
    return trainEventSchema.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    // A line that a crash has torn.
    return undefined;
  }
}
