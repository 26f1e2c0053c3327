import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { jsonObjectSchema } from '../flow-schema.ts';
import type { NodeId } from '../ids.ts';
import { MOST_PICTURES, type PromptPreset, type TriedBoard } from '../side-by-side.ts';
import type { ProjectInfo } from './project.ts';
import { codedErrors, imageHash, path, shortText, trusted } from './schema.ts';

/** What became of pictures that were to come onto the board. */
export interface AddedPictures {
  readonly added: number;
  /** Those that did not, with the reason in two sentences. */
  readonly refused: readonly { readonly name: string; readonly message: string; readonly remedy?: string }[];
}

/** Where the flow of a column was put. */
export interface MadeFlow {
  readonly project: ProjectInfo;
  /** The nodes that were added. */
  readonly nodes: readonly NodeId[];
  /** Replies that the flow will find there. */
  readonly replies: number;
}

/** 20 MB, of which base64 makes a third more. */
const PASTED_CHARACTERS = 28_000_000;

const base = oc.errors(codedErrors);

const node = z.object({
  type: z.string().min(1).max(100),
  version: z.int().min(1).max(1_000_000),
  params: jsonObjectSchema,
});
const column = z.object({ prompt: node.optional(), captioner: node });
const columnId = z.string().regex(/^c[0-9a-f]{16}$/);

/** Pictures, captioners and prompts side by side, with no project open or beside one. Every call answers when its change is on disk. */
export const sideBySideContract = {
  /** The board as it is, then whenever it changes; safe to open again after a lost connection. */
  watch: base.output(eventIterator(trusted<TriedBoard>())),
  prompts: base.output(trusted<readonly PromptPreset[]>()),
  /** Files, or folders whose first images are taken. Absolute paths on the engine's machine. */
  addFiles: base.input(z.object({ paths: z.array(path).min(1).max(200) })).output(trusted<AddedPictures>()),
  /** A picture from the clipboard, which lies nowhere. */
  addPasted: base
    .input(z.object({ name: shortText.min(1), base64: z.base64().max(PASTED_CHARACTERS) }))
    .output(trusted<AddedPictures>()),
  /** Images of the open project. */
  addImages: base
    .input(
      z.object({
        hashes: z
          .array(imageHash)
          .min(1)
          .max(MOST_PICTURES * 2),
      }),
    )
    .output(trusted<AddedPictures>()),
  removePicture: base.input(z.object({ hash: imageHash })).output(z.void()),
  /** Columns that are there already are left as they are. */
  addColumns: base.input(z.object({ columns: z.array(column).min(1).max(50) })).output(z.void()),
  /** Other settings make another column, in the same place; what the former one replied stays known. */
  changeColumn: base.input(z.object({ id: columnId, column })).output(z.void()),
  removeColumn: base.input(z.object({ id: columnId })).output(z.void()),
  moveColumn: base.input(z.object({ id: columnId, to: z.int().min(0).max(100) })).output(z.void()),
  star: base.input(z.object({ hash: imageHash, column: columnId, on: z.boolean() })).output(z.void()),
  /** Null takes the cap away. US dollars, for this board. */
  setCap: base.input(z.object({ capUsd: z.number().min(0).max(1e6).nullable() })).output(z.void()),
  /** Takes everything off the board and begins a new account; replies stay known. */
  clear: base.output(z.void()),
  /** Asks for every caption that is missing, failed ones again; what is held up goes on. */
  caption: base.input(z.object({ columns: z.array(columnId).max(50).optional() })).output(z.void()),
  stop: base.output(z.void()),
  /** Puts a column's way of captioning into a new project, or into the open one as one edit. */
  makeFlow: base
    .input(
      z.object({
        column: columnId,
        into: z.enum(['new', 'open']),
        images: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('folder'), folder: path }),
          /** The pictures on the board, copied beside the project. */
          z.object({ kind: z.literal('tried') }),
          /** What a source of the open flow gives already. */
          z.object({ kind: z.literal('source'), node: shortText }),
        ]),
      }),
    )
    .output(trusted<MadeFlow>()),
};
