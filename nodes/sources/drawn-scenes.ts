import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { SourceRecord } from '../../core/node-context.ts';
import { param } from '../param.ts';

const share = z.number().min(0).max(1).multipleOf(0.01).default(0);
const seed = (start: number) => z.int().min(0).max(2_147_483_647).default(start);

const params = z.object({
  count: param(z.int().min(1).max(1_000_000).default(2000), { label: 'Scenes', card: true }),
  seed: param(seed(1), {
    label: 'Seed',
    help: 'Another seed draws other scenes. Fewer of one seed are the beginning of more.',
    card: true,
  }),
  side: param(z.int().min(32).max(1024).default(96), { label: 'Width and height', unit: 'pixels' }),
  mistakes: param(share, {
    label: 'Mistakes of the teacher',
    help: 'Probability with which each thing that it says is wrong: a colour, a shape, a place, a printed word, an object left out. 0.1 being 10%.',
    widget: 'slider',
    section: 'Teacher',
    card: true,
  }),
  spoiled: param(share, {
    label: 'Captions that are none',
    help: 'Share of its captions that are refusals, loops or beginnings: work for filters.',
    widget: 'slider',
    section: 'Teacher',
  }),
  teacherSeed: param(seed(1), {
    label: 'Seed of the teacher',
    help: 'Another seed makes other mistakes.',
    section: 'Teacher',
  }),
});

/** Pictures that are drawn, with two captions: what a teacher says, who errs as often as is asked for, and the truth. */
export const drawnScenes = defineNode.source({
  type: 'sources.drawn-scenes',
  version: 1,
  title: 'Drawn scenes',
  summary: 'Draws pictures whose contents are known, with true captions and those of a teacher who errs.',
  icon: 'shapes',
  synonyms: ['synthetic', 'generate', 'ground truth', 'toy', 'test data', 'noise'],
  inputs: {},
  outputs: { images: { type: 'image', label: 'image' } },
  params,
  trainer: () => ({ device: 'cpu', devices: 1 }),
  async *run({ count, seed, side, mistakes, spoiled, teacherSeed }, { files, signal }) {
    const teacher = { mistakes, spoiled, seed: teacherSeed };
    const { folder, file } = await files.scenes({ count, seed, side, teacher }, signal);
    let line = 0;
    for await (const json of files.records(file)) {
      signal.throwIfAborted();
      line += 1;
      yield toSourceRecord(json, line, folder);
    }
  },
});

/** Names under which the two captions come in, for **Existing captions**. */
const TEACHER = 'teacher';
const TRUTH = 'truth';

function toSourceRecord(
  json: Json,
  line: number,
  folder: string,
): SourceRecord | { readonly key: string; readonly problem: ErrorRecord } {
  const { id, image, caption, told, scene } = isJsonObject(json) ? json : {};
  if ([id, image, caption, told].some((text) => typeof text !== 'string') || !isJsonObject(scene))
    return {
      key: `scene ${line}`,
      problem: {
        code: 'FORMAT_INVALID',
        message: `Scene ${line} is not as it was drawn.`,
        remedy: 'Remove the folder of drawn scenes beside the project: it is drawn anew.',
        attempts: 1,
      },
    };
  return {
    key: String(id),
    file: { root: folder, path: String(image) },
    existing: [
      { text: String(told), origin: TEACHER, model: 'Teacher' },
      { text: String(caption), origin: TRUTH, model: 'Truth' },
    ],
    metadata: { id: String(id), truth: String(caption), scene: scene as Json },
  };
}
