import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Largest card that is read, bytes; real ones are some kilobytes, long training curves among them. */
const MOST_BYTES = 4 * 2 ** 20;

/** How the captions of an ONNX precision compare with PyTorch's, as the export measured it. */
const paritySchema = z.object({
  precision: z.string().max(20),
  captions: z.int().min(0),
  /** Captions that are the same, word by word. */
  equal: z.int().min(0),
  /** Share of next tokens that are the same, 0 to 1. */
  same_choice: z.number().min(0).max(1),
  /** Whether the export holds it good enough to caption with. */
  faithful: z.boolean(),
});

const cardSchema = z.object({
  version: z.literal(1),
  architecture: z.string().max(200),
  parameters: z.int().min(0).optional(),
  prompt: z.object({
    instruction: z.string().max(20_000),
    max_new_tokens: z.int().min(1).max(100_000),
  }),
  /** ONNX precisions that are there. */
  onnx: z.record(z.string().max(20), z.unknown()),
  parity: z.array(paritySchema).max(20).default([]),
});

/** What the trainer's export says of a model, in `card.json` of its folder: shapes as `trainer/src/ekphrasis_trainer/export/card.py` writes them. */
export type ExportedCard = z.output<typeof cardSchema>;

/** The card of a model's folder; undefined where the model was not exported, or the file is not of this form. */
export async function readExportedCard(folder: string): Promise<ExportedCard | undefined> {
  const file = path.join(folder, 'card.json');
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    return cardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Not there, cut off, or somebody else's: the files themselves still tell what is needed.
    return undefined;
  }
}
