import type { PromptPreview } from '../../core/contract/flow.ts';
import { UserError } from '../../core/errors.ts';
import { findNode } from '../../core/flow.ts';
import { type ImageHash, isImageHash, type SampleId } from '../../core/ids.ts';
import type { Sample, SampleFacets } from '../../core/sample.ts';
import { heldVariables } from '../../nodes/prompts/held-variables.ts';
import { PROMPT_PREVIEWS } from '../../nodes/prompts/prompt-preview.ts';
import { sampleSeedOf } from '../run/key.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { ProjectSession } from './project-session.ts';
import { promptReader } from './prompt-tokens.ts';

const DEFAULT_RENDERED = 3;
/** Coverage is counted over at most so many images, which takes well under a second. */
const MOST_COUNTED = 20_000;
const PAGE = 200;

type Seen = Pick<Sample, 'id' | 'facets'>;

/**
 * What a prompt node would make of images that the project knows: nothing runs, nothing is stored. Samples come from the last run's latest
 * ones before this node, which have all their facets; where there are none, from the table of images.
 * Throws NOT_FOUND for a node that is no prompt, PARAMETER_INVALID.
 */
export async function previewPrompt(
  project: ProjectSession,
  query: { readonly node: string; readonly images?: readonly string[] },
): Promise<PromptPreview> {
  const { previewer, params, seed } = promptNode(project, query.node);
  const known = knownSamples(project, query.node);
  const shown = query.images
    ? samplesOf(project.store, known, query.images)
    : known.slice(0, DEFAULT_RENDERED);
  const reader = await promptReader(project, query.node);
  const { parts, rules } = previewer.coverage(params, pathsOf(project.store));
  return {
    rendered: shown.map(({ id, facets }) => ({
      path: facets.location.path,
      image: facets.image.hash,
      ...previewer.render(params, facets, sampleSeedOf(seed, id)),
      variables: heldVariables(facets),
      ...(reader?.imageTokens && { imageTokens: reader.imageTokens(facets.image) }),
    })),
    hints: previewer.lint(params),
    coverage: parts,
    ruleCounts: rules,
    variables: heldVariables({}),
    ...(reader && { model: reader.model }),
  };
}

function promptNode(project: ProjectSession, id: string) {
  const node = findNode(project.store.flow.flow(), id);
  const type = node && project.parts.library.types.get(node.type);
  const previewer = node && PROMPT_PREVIEWS.get(node.type);
  if (!type || !previewer)
    throw new UserError('NOT_FOUND', `"${id}" is not a prompt.`, { remedy: 'Choose a prompt node.' });
  const parsed = type.params.safeParse(node.params);
  if (!parsed.success)
    throw new UserError('PARAMETER_INVALID', `The settings of "${id}" are not valid.`, {
      remedy: 'Mend what the form marks; then the preview comes back.',
    });
  const params: Readonly<Record<string, unknown>> = parsed.data;
  return { previewer, params, seed: typeof params.seed === 'number' ? params.seed : 0 };
}

function knownSamples(project: ProjectSession, id: string): readonly Seen[] {
  const before = project.store.flow.flow().wires.filter((wire) => wire.to.node === id);
  const seen = before
    .flatMap((wire) => project.runs.latestOutcomes(wire.from.node))
    .filter(({ outcome }) => outcome !== 'failed')
    .map(({ sample }) => sample);
  if (seen.length > 0) return seen;
  const tiles = project.store.images.walk(0, DEFAULT_RENDERED);
  return tiles.flatMap(({ hash }) => sampleOf(project.store, hash) ?? []);
}

function samplesOf(store: ProjectStore, known: readonly Seen[], images: readonly string[]): readonly Seen[] {
  return images
    .filter(isImageHash)
    .flatMap((hash) => known.find(({ facets }) => facets.image.hash === hash) ?? sampleOf(store, hash) ?? []);
}

/** An image as a sample; what its source said about it beyond the file is not known here. */
function sampleOf(store: ProjectStore, hash: ImageHash): Seen | undefined {
  const image = store.images.facet(hash);
  const place = store.images.locations(hash)[0];
  if (!image || !place) return undefined;
  const facets: SampleFacets = {
    image,
    location: { root: place.root, ...splitPath(place.path) },
    existing: [],
    evidence: { exif: store.images.exif(hash) },
    metadata: {},
  };
  return { id: hash.slice(0, 32) as SampleId, facets };
}

function splitPath(path: string) {
  const slash = path.lastIndexOf('/');
  return { path, folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

function* pathsOf(store: ProjectStore): Generator<string> {
  for (let offset = 0; offset < MOST_COUNTED; offset += PAGE) {
    const tiles = store.images.walk(offset, PAGE);
    for (const { path } of tiles) yield path;
    if (tiles.length < PAGE) return;
  }
}
