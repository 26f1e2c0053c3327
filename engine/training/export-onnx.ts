import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { toCodedError } from '../../core/errors.ts';
import { isThere } from '../files/is-there.ts';
import { type AskedTrainer, askTrainer } from './ask-trainer.ts';
import type { JobFolder } from './job-folder.ts';

const paritySchema = z.object({
  kind: z.literal('parity'),
  precision: z.string(),
  captions: z.number(),
  equal: z.number(),
  faithful: z.boolean(),
});

/** What is told while a model is written. */
export interface ExportWatcher {
  readonly signal: AbortSignal;
  readonly note: (text: string, secondsLeft: number | undefined) => void;
  readonly log: (level: 'info' | 'warning', text: string) => void;
}

/**
 * Writes a job's model once more with ONNX files for the captioner, compared with PyTorch's captions, and gives the folder to take over: the one with
 * them, with a card that says why there are none where the architecture does not allow it, or the model as it was trained where it fails, which the
 * next run tries again. An export that was cut off is begun anew.
 */
export async function exportOnnx(
  folder: JobFolder,
  trainer: AskedTrainer,
  { signal, note, log }: ExportWatcher,
): Promise<{ readonly folder: string; readonly exported: boolean }> {
  const out = path.join(folder.path, 'export');
  await rm(out, { recursive: true, force: true });
  note('Writes the model for the captioner', undefined);
  try {
    // Half precision: as good as the whole one at half the size.
    const given = ['export', folder.path, '--out', out, '--precisions', 'fp16'];
    await askTrainer(trainer, given, signal, (line) => {
      if (line.kind === 'warning' && typeof line.message === 'string') log('warning', line.message);
      if (line.kind === 'state' && typeof line.detail === 'string')
        note(`Writes the model for the captioner: ${line.detail}`, undefined);
      const parity = paritySchema.safeParse(line);
      if (parity.data?.faithful === false) log('warning', lessFaithful(parity.data));
    });
    if (await isThere(path.join(out, 'config.json'))) return { folder: out, exported: true };
  } catch (thrown) {
    signal.throwIfAborted();
    log('warning', `The model was not written for the captioner: ${toCodedError(thrown).message}`);
  }
  await rm(out, { recursive: true, force: true });
  return { folder: folder.file('model'), exported: false };
}

/** How much of what it says differs from what it said in training. */
function lessFaithful({ precision, captions, equal }: z.output<typeof paritySchema>): string {
  return `In the captioner (${precision}) the model wrote ${equal} of ${captions} captions as it does in PyTorch; the others differ.`;
}
