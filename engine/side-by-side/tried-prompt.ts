import type { CaptionRequest } from '../../core/captioner.ts';
import type { SampleContext } from '../../core/node-context.ts';
import { locationOf, type Sample, type SampleFacets } from '../../core/sample.ts';
import type { TriedColumn, TriedPicture } from '../../core/side-by-side.ts';
import type { NodeLibrary } from '../run/index.ts';
import { viewOf } from '../run/stage.ts';
import { readsOf } from '../run/stages/each.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { fullParams, pictureSample } from './board-flow.ts';

/** A picture as the sample that it becomes in a run; undefined while the store does not know it. */
export function sampleOf(store: ProjectStore, picture: TriedPicture): Sample | undefined {
  const image = store.images.facet(picture.hash);
  const place = store.images.locations(picture.hash).find(({ folder }) => folder === picture.root);
  if (image === undefined || place === undefined) return undefined;
  const exif = store.images.exif(picture.hash);
  const facets: SampleFacets = {
    image,
    location: locationOf(place.root, picture.path),
    existing: [],
    evidence: Object.keys(exif).length > 0 ? { exif } : {},
    metadata: {},
  };
  const id = pictureSample(place.root, picture);
  return { id, root: id, ordinal: 0, facets };
}

/** The sample with the prompt that a column gives it. A prompt that is not valid gives none: the column's check says why. */
export function prompted(library: NodeLibrary, column: TriedColumn, sample: Sample): Sample {
  const type = column.prompt && library.types.get(column.prompt.type);
  if (column.prompt === undefined || type?.shape !== 'each') return sample;
  const params = fullParams(library, column.prompt);
  const context: SampleContext = { seed: 0, signal: NEVER, log: () => undefined };
  const verdict = type.run(viewOf(sample, readsOf(type, params)), params, context);
  const patch = 'kind' in verdict ? verdict.patch : verdict[0]?.patch;
  return patch?.prompt === undefined
    ? sample
    : { ...sample, facets: { ...sample.facets, prompt: patch.prompt } };
}

const NEVER = new AbortController().signal;

/** What a column asks about a sample, word for word: its node is run before a captioner that only listens. */
export async function requestOf(
  library: NodeLibrary,
  column: TriedColumn,
  sample: Sample,
): Promise<CaptionRequest | undefined> {
  const type = library.types.get(column.captioner.type);
  if (type?.shape !== 'batch') return undefined;
  const params = fullParams(library, column.captioner);
  let heard: CaptionRequest | undefined;
  const listener = {
    identity: null,
    title: '',
    concurrency: 1,
    batchSize: 1,
    caption: async (requests: readonly CaptionRequest[]) => {
      [heard] = requests;
      return requests.map(() => new Error('Nothing is asked.'));
    },
  };
  const item = { sample: viewOf(sample, readsOf(type, params)), seed: 0 };
  await type.run([item], params, { captioner: listener, signal: NEVER, log: () => undefined });
  return heard;
}
