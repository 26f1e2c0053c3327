import type { PromptPreview } from '../../core/contract/flow.ts';
import type { NodeTypeOf } from '../../core/define-node.ts';
import { UserError } from '../../core/errors.ts';
import { findNode } from '../../core/flow.ts';
import { type ImageHash, isImageHash, type SampleId } from '../../core/ids.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { PromptFacet, Sample, SampleFacets } from '../../core/sample.ts';
import { sampleSeedOf } from '../run/key.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { ProjectSession } from './project-session.ts';

const DEFAULT_RENDERED = 3;
/** Coverage is counted over at most so many images, which takes well under a second. */
const MOST_COUNTED = 20_000;
const PAGE = 200;
const VARIABLE_DEPTH = 3;

type PromptNode = NodeTypeOf<'each'>;
type Params = Parameters<PromptNode['run']>[1];
type Seen = Pick<Sample, 'id' | 'facets'>;

/**
 * What a prompt node would make of images that the project knows: nothing runs, nothing is stored. Samples come from the last run's latest ones
 * before this node, which have all their facets; where there are none, from the table of images.
 */
export async function previewPrompt(
  project: ProjectSession,
  query: { readonly node: string; readonly images?: readonly string[] },
  signal: AbortSignal,
): Promise<PromptPreview> {
  const { type, params, seed, raw } = promptNode(project, query.node);
  const render = (sample: Seen) => promptOf(type, params, sample, seed, signal);
  const known = knownSamples(project, query.node);
  const wanted = query.images
    ? samplesOf(project.store, known, query.images)
    : known.slice(0, DEFAULT_RENDERED);
  return {
    rendered: wanted.flatMap((sample) => {
      const prompt = render(sample);
      const { location, image } = sample.facets;
      return prompt ? [{ path: location.path, image: image.hash, ...prompt }] : [];
    }),
    hints: (type.check?.(params) ?? []).map(({ param, message }) => ({
      param,
      message,
      line: 1,
      column: 1,
      length: 0,
    })),
    coverage: countParts(project.store, render, titlesOf(raw.parts)),
    variables: variablesOf(known),
  };
}

function promptNode(project: ProjectSession, id: string) {
  const node = findNode(project.store.flow.flow(), id);
  const type = node && project.parts.library.types.get(node.type);
  const gives = type && Object.values(type.outputs).some((port) => port.type === 'prompted-image');
  if (!node || type?.shape !== 'each' || !gives)
    throw new UserError('NOT_FOUND', `"${id}" is not a prompt.`, { remedy: 'Choose a prompt node.' });
  const params = type.params.safeParse(node.params);
  if (!params.success)
    throw new UserError('PARAMETER_INVALID', `The settings of "${id}" are not valid.`, {
      remedy: 'Mend what the form marks; then the preview comes back.',
    });
  const raw: Readonly<Record<string, unknown>> = params.data;
  return { type, params: params.data, raw, seed: typeof raw.seed === 'number' ? raw.seed : 0 };
}

/** Undefined where the node does not give this sample a prompt. */
function promptOf(
  type: PromptNode,
  params: Params,
  { id, facets }: Seen,
  seed: number,
  signal: AbortSignal,
): PromptFacet | undefined {
  const reads = type.readsFor?.(params) ?? [...type.reads, ...(type.mayRead ?? [])];
  const view = Object.fromEntries(reads.map((name) => [name, facets[name]])) as Parameters<
    PromptNode['run']
  >[0];
  const context = { signal, seed: sampleSeedOf(seed, id), log: () => undefined };
  try {
    const result = type.run(view, params, context);
    const verdict = Array.isArray(result) ? result[0] : result;
    return verdict?.patch.prompt;
  } catch {
    return undefined; // the check names what is wrong with the node
  }
}

function knownSamples(project: ProjectSession, id: string): readonly Seen[] {
  const before = project.store.flow.flow().wires.filter((wire) => wire.to.node === id);
  const seen = before.flatMap((wire) => project.latestOutcomes(wire.from.node)).map(({ sample }) => sample);
  if (seen.length > 0) return seen;
  const page = project.store.images.page({ offset: 0, limit: DEFAULT_RENDERED, text: '', filter: 'all' });
  return page.tiles.flatMap(({ hash }) => sampleOf(project.store, hash) ?? []);
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

/** How many of the known images each part takes; '' are those that no part takes. */
function countParts(
  store: ProjectStore,
  render: (sample: Seen) => PromptFacet | undefined,
  titles: ReadonlyMap<string, string>,
): PromptPreview['coverage'] {
  const counts = new Map<string, number>([...titles.keys()].map((part) => [part, 0]));
  for (let offset = 0; offset < MOST_COUNTED; offset += PAGE) {
    const { tiles } = store.images.page({ offset, limit: PAGE, text: '', filter: 'all' });
    for (const { hash } of tiles) {
      const sample = sampleOf(store, hash);
      const part = sample && render(sample)?.part;
      if (part !== undefined) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    if (tiles.length < PAGE) break;
  }
  return [...counts].map(([part, count]) => ({ part, title: titles.get(part) ?? part, count }));
}

/** Titles of the parts that a node's parameters list. */
function titlesOf(parts: unknown): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  for (const part of Array.isArray(parts) ? parts : [])
    if (isJsonObject(part) && typeof part.id === 'string')
      titles.set(part.id, typeof part.title === 'string' ? part.title : part.id);
  return titles;
}

/** Names that a template can use, as far as the known samples show them. */
function variablesOf(samples: readonly Seen[]): readonly string[] {
  const names = new Set(['image.folder', 'image.name', 'image.width', 'image.height', 'image.alt']);
  for (const { facets } of samples) {
    addNames(names, 'evidence', facets.evidence, VARIABLE_DEPTH);
    addNames(names, 'metadata', facets.metadata, VARIABLE_DEPTH);
  }
  return [...names];
}

function addNames(names: Set<string>, prefix: string, value: Json, depth: number): void {
  if (names.size >= 200) return;
  if (!isJsonObject(value) || depth === 0) {
    if (prefix.includes('.')) names.add(prefix);
    return;
  }
  for (const [name, inner] of Object.entries(value))
    if (/^[A-Za-z0-9_-]+$/.test(name)) addNames(names, `${prefix}.${name}`, inner, depth - 1);
}
