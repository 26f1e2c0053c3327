import type { Database } from 'better-sqlite3';
import type { GroupCommit } from './group-commit.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey } from './result-key.ts';

/** A sample of a stretch that a cheap node rejected, by its place in the stretch. */
export interface Rejection {
  readonly index: number;
  readonly reason: string;
  readonly detail?: string;
}

/** What a cheap node made of a stretch: which samples it rejected, and a mark for each sample, to tell known ones from new ones. */
export interface SeenStretch {
  /** Absent where the samples came together by chance: such a stretch never comes again as it is. */
  readonly identity: ResultKey | undefined;
  readonly rejections: readonly Rejection[];
  readonly marks: Float64Array;
}

/** What cheap nodes made of the stretches of a source, so that what is unchanged need not be looked at again [RUN4]. */
export interface SeenTable {
  /** The samples that were rejected, when the stretch at this home is still the one of this identity; undefined otherwise. */
  unchanged(stage: ResultKey, home: number, identity: ResultKey): readonly Rejection[] | undefined;
  /** Marks of the samples that were there the last time, 8 bytes each; empty when none were. */
  marks(stage: ResultKey, home: number): Float64Array;
  save(stage: ResultKey, home: number, seen: SeenStretch): void;
}

const NONE = new Float64Array(0);

export function seenTable(database: Database, commits: GroupCommit): SeenTable {
  const findUnchanged = database
    .prepare<[Buffer, number, Buffer], string>(
      'select rejections from seen where stage = ? and home = ? and identity = ?',
    )
    .pluck();
  const findMarks = database
    .prepare<[Buffer, number], Buffer>('select marks from seen where stage = ? and home = ?')
    .pluck();
  const put = database.prepare<[Buffer, number, Buffer | null, string, Buffer]>(
    'insert or replace into seen values (?, ?, ?, ?, ?)',
  );

  return {
    unchanged(stage, home, identity) {
      const rejections = findUnchanged.get(bytesOf(stage), home, bytesOf(identity));
      return rejections === undefined ? undefined : parseColumn<readonly Rejection[]>(rejections);
    },
    marks(stage, home) {
      const bytes = findMarks.get(bytesOf(stage), home);
      if (bytes === undefined) return NONE;
      // A copy: the buffer's own memory need not begin at a multiple of eight.
      const copy = new Uint8Array(bytes.byteLength - (bytes.byteLength % 8));
      copy.set(bytes.subarray(0, copy.length));
      return new Float64Array(copy.buffer);
    },
    save(stage, home, { identity, rejections, marks }) {
      commits.write(() => {
        put.run(
          bytesOf(stage),
          home,
          identity === undefined ? null : bytesOf(identity),
          JSON.stringify(rejections),
          Buffer.from(marks.buffer, marks.byteOffset, marks.byteLength),
        );
      });
    },
  };
}

function bytesOf(key: ResultKey): Buffer {
  return Buffer.from(key, 'hex');
}
