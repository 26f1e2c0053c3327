import { createHash, hash } from 'node:crypto';
import type { SampleId } from '../../core/ids.ts';
import { canonicalJson, type Json, type JsonObject } from '../../core/json.ts';
import type { FacetName, Sample, SampleFacets } from '../../core/sample.ts';
import { hash52 } from '../../nodes/compact-set.ts';
import type { ResultKey } from '../store/run-store.ts';
import type { PlannedNode } from './plan.ts';

/*
 * Identities [RUN3]. Everything is SHA-256, cut to 128 bits where it is a key in the store, over parts that carry their lengths: no two lists of
 * parts give the same text.
 */

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

/** One part of what is hashed. Texts from strangers may hold half of a surrogate pair, which UTF-8 cannot tell from another. */
function part(text: string | undefined): string {
  if (text === undefined) return '-';
  return text.isWellFormed() ? `${text.length}:${text}` : `!${JSON.stringify(text)}`;
}

/** hash(source identity, record key, branch); the identity is the source's type and the name of the root, never an absolute path. */
export function sampleIdOf(sourceType: string, root: string, key: string): SampleId {
  return digest(part(sourceType) + part(root) + part(key)) as SampleId;
}

/** Id of the n-th of several samples that one was made into. */
export function branchIdOf(parent: SampleId, node: string, branch: number): SampleId {
  return digest(`branch ${branch} ${part(parent)}${part(node)}`) as SampleId;
}

/** hash(node seed, sample id) as a non-negative 31-bit integer, which every back end takes as a seed. */
export function sampleSeedOf(nodeSeed: number, sample: SampleId, variation = 0): number {
  return Number.parseInt(hash('sha256', `${nodeSeed} ${variation} ${sample}`, 'hex').slice(0, 8), 16) >>> 1;
}

/** The node's own seed parameter, 0 where it has none. */
export function nodeSeedOf(planned: PlannedNode): number {
  const { seed } = planned.params;
  return typeof seed === 'number' ? seed : 0;
}

/** Type, version and the parameters that can change a result. Label, position, concurrency and batch size are not in it. */
function stageIdentity(planned: PlannedNode, without: readonly string[]): JsonObject {
  const params: Record<string, Json> = {};
  for (const [name, value] of Object.entries(planned.params)) {
    if (planned.descriptor.params[name]?.affectsResult === false || without.includes(name)) continue;
    params[name] = value as Json;
  }
  return { type: planned.type.type, version: planned.type.version, params };
}

/**
 * Key of a node’s work, before any sample: its identity and whatever else decides its results, such as the model’s. `without` are parameters that
 * do not decide.
 */
export function stageKeyOf(
  planned: PlannedNode,
  extra: Json = null,
  without: readonly string[] = [],
): ResultKey {
  return digest(canonicalJson([stageIdentity(planned, without), extra])) as ResultKey;
}

/** What a facet contributes to a key: its content, never row ids or where the file lies on this machine. */
function facetContent(name: FacetName, facets: SampleFacets): string | undefined {
  switch (name) {
    case 'image':
      return facets.image.hash;
    case 'location':
      return part(facets.location.root) + part(facets.location.path);
    case 'prompt':
      // The question is exported and never sent: changing the list of questions must not pay for captions again.
      return facets.prompt?.text;
    case 'caption':
      return facets.caption && part(facets.caption.finishReason) + part(facets.caption.text);
    case 'existing':
      return facets.existing
        .map(({ text, origin, question, model }) => part(text) + part(origin) + part(question) + part(model))
        .join('');
    default:
      return canonicalJson(facets[name]);
  }
}

/** Longest text that stands for itself, UTF-16 units; a longer one is hashed once, for all that it goes into. */
const LONGEST_TEXT = 200;

/** The facets that a node reads, as one text. */
export function facetText(reads: readonly FacetName[], facets: SampleFacets): string {
  let text = '';
  for (const name of reads) text += part(facetContent(name, facets));
  return text.length <= LONGEST_TEXT ? text : hash('sha256', text, 'hex');
}

/** The same within a project: a stored caption never changes, so that its row says as much as its text. */
export function localText(reads: readonly FacetName[], facets: SampleFacets): string {
  if (!reads.includes('caption')) return facetText(reads, facets);
  const others = reads.filter((name) => name !== 'caption');
  return `${facets.caption?.id ?? '-'} ${facetText(others, facets)}`;
}

/** Key of one sample's result in a stage. The variation number is raised by "caption again". */
export function resultKeyOf(stageKey: ResultKey, readText: string, variation: number): ResultKey {
  return digest(`${stageKey} ${variation} ${readText}`) as ResultKey;
}

/** 52 bits that stand for a sample and what was read of it, to tell known samples from new ones; nothing is reused because of it. */
export function sampleMark(sample: Sample, text: string): number {
  return hash52(`${sample.id} ${text}`, 0);
}

/** Digest of one member of a collector [RUN14], 16 bytes in hex: what the collector reads of it, and its question. */
export function memberDigest(sample: Sample, reads: readonly FacetName[]): string {
  const question = reads.includes('prompt') ? part(sample.facets.prompt?.question) : '';
  return digest(part(sample.id) + question + localText(reads, sample.facets));
}

/** Merkle key of a collector: its stage and the digests of all its members, in source order [RUN14]. */
export function collectionHash(stageKey: ResultKey): { add(digests: Uint8Array): void; key(): ResultKey } {
  const all = createHash('sha256').update(stageKey);
  return {
    add: (digests) => void all.update(digests),
    key: () => all.digest('hex').slice(0, 32) as ResultKey,
  };
}

/** What a source lists of one picture, as far as its samples are made of it; what the bytes say is in their hash. */
interface Listed {
  readonly key: string;
  readonly path: string;
  readonly root: string;
  readonly facets: Pick<SampleFacets, 'image' | 'existing' | 'metadata'>;
}

/** Raised when samples are made otherwise out of the same files. */
const SAMPLES_VERSION = 1;

/** Identity of a stretch of a source: all that its samples will be. Edits are in it, because captions further on are as people left them. */
export function sourceIdentity(
  sourceType: string,
  reviewSequence: number,
  listed: readonly Listed[],
): ResultKey {
  const all = createHash('sha256').update(`${SAMPLES_VERSION} ${reviewSequence} ${part(sourceType)}`);
  for (const { key, path, root, facets } of listed) {
    all.update(
      part(key) +
        part(root) +
        part(path) +
        facets.image.hash +
        part(facetContent('existing', facets as SampleFacets)) +
        part(canonicalJson(facets.metadata)),
    );
  }
  return all.digest('hex').slice(0, 32) as ResultKey;
}

/** Identity of what a stage gives by a port for a stretch: nodes are deterministic, so it follows from what came in. */
export function nextIdentity(stageKey: string, identity: ResultKey, port: string): ResultKey {
  return digest(`${stageKey} ${identity} ${port}`) as ResultKey;
}

/** Where a stretch is kept, 52 bits: the same in every run, although its content may change. `way` tells ways to the same samples apart. */
export function homeOf(way: string, name: string): number {
  return hash52(`${way}\n${name}`, 0);
}
