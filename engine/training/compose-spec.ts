import type { DatasetRecord } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import { TRAIN_SPEC_VERSION, type TrainSpec, trainSpecSchema } from '../../core/training/train-spec.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { resolveInside } from '../files/resolve-path.ts';
import type { JobFolder } from './job-folder.ts';

/** An image whose captions are shown over the course of training. */
export type PinnedImage = TrainSpec['evaluation']['pinned'][number];

/** The whole spec of a job. Throws TRAINING_DATA where the settings do not fit together. */
export function composeSpec(
  { recipe, settings }: TrainingRequest,
  folder: JobFolder,
  facts: { readonly model: string; readonly hasHeldOut: boolean; readonly pinned: readonly PinnedImage[] },
): TrainSpec {
  const { data, evaluation, ...others } = settings;
  const parsed = trainSpecSchema.safeParse({
    ...others,
    version: TRAIN_SPEC_VERSION,
    recipe,
    model: facts.model,
    output: folder.path,
    data: {
      ...data,
      train: folder.file('train'),
      ...(facts.hasHeldOut && { held_out: folder.file('heldOut') }),
    },
    evaluation: { ...evaluation, pinned: facts.pinned },
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'TRAINING_DATA',
    `The trainer cannot be told this: ${issue?.path.join('.')}: ${issue?.message}.`,
    { remedy: 'Change that setting of the node.' },
  );
}

/** Some of the records with one image, evenly spaced over `total` of them. */
export class PinnedPicker {
  readonly #wanted: number;
  readonly #total: number;
  readonly #pinned: PinnedImage[] = [];
  #seen = 0;

  constructor(wanted: number, total: number) {
    this.#wanted = wanted;
    this.#total = total;
  }

  get pinned(): readonly PinnedImage[] {
    return this.#pinned;
  }

  see({ images, conversations }: DatasetRecord): void {
    const due = Math.floor((this.#pinned.length * this.#total) / Math.max(1, this.#wanted));
    const isDue = this.#seen >= due && this.#pinned.length < this.#wanted;
    this.#seen += 1;
    const [image] = images;
    const reference = conversations.findLast(({ from }) => from === 'gpt')?.value;
    if (!isDue || image === undefined || images.length !== 1 || !reference) return;
    if (this.#pinned.some(({ hash }) => hash === image.hash)) return;
    const human = conversations.find(({ from }) => from === 'human')?.value ?? '';
    try {
      this.#pinned.push({
        hash: image.hash,
        image: resolveInside(image.root, image.path),
        question: human.replaceAll('<image>', '').trim().slice(0, 100_000),
        reference: reference.slice(0, 1_000_000),
      });
    } catch {
      // A stranger's path that leads out of its folder: the trainer leaves that record out, too.
    }
  }
}
