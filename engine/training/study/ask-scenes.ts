import path from 'node:path';
import { type AskedTrainer, askTrainer, type TrainerLine } from '../ask-trainer.ts';

/** Python package that draws scenes, makes small models, and says what captions are worth. It lies beside the trainer's. */
const SCENES_MODULE = 'ekphrasis_scenes';

/** Runs a command of the scenes' package to its end and gives its last line. Throws TRAINER_FAILED with the package's own words. */
export function askScenes(
  { python, packageFolder }: Pick<AskedTrainer, 'python' | 'packageFolder'>,
  given: readonly string[],
  signal: AbortSignal,
): Promise<TrainerLine | undefined> {
  const scenes = path.resolve(packageFolder, '..', '..', 'scenes', 'src');
  const both = [packageFolder, scenes].join(path.delimiter);
  return askTrainer({ python, packageFolder: both, module: SCENES_MODULE }, given, signal);
}
