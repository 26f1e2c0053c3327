import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../core/errors.ts';
import type { SceneCaption, SceneScores } from '../../../core/training/scene-series.ts';
import { replaceFile } from '../../files/replace-file.ts';
import type { AskedTrainer } from '../ask-trainer.ts';
import { askScenes } from './ask-scenes.ts';
import { optionsOf } from './draw-scenes.ts';

const measured = z.looseObject({
  kind: z.literal('result'),
  measures: z.record(z.string(), z.object({ share: z.number(), of: z.number() })),
});

/** Has the scenes' own scorer read captions back. Throws TRAINING_DATA where there are none, TRAINER_FAILED where a scene is not one. */
export async function scoreCaptions(
  captions: AsyncIterable<SceneCaption>,
  python: AskedTrainer,
  signal: AbortSignal,
): Promise<SceneScores> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ekphrasis-score-'));
  try {
    const [truth, told] = ['truth.jsonl', 'captions.jsonl'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    const kept: string[] = [];
    let count = 0;
    async function* truths(): AsyncGenerator<string> {
      for await (const { id, scene, truth: text, caption } of captions) {
        signal.throwIfAborted();
        count += 1;
        kept.push(`${JSON.stringify({ id, caption })}\n`);
        yield `${JSON.stringify({ id, caption: text, scene })}\n`;
      }
    }
    await replaceFile(truth, truths());
    if (count === 0)
      throw new UserError('TRAINING_DATA', 'No record has a caption of a drawn scene.', {
        remedy: 'Let the captions come from drawn scenes; what is in other pictures is not known.',
      });
    await replaceFile(told, kept);
    const line = await askScenes(python, ['score', ...optionsOf({ truth, captions: told })], signal);
    return measured.parse(line).measures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
