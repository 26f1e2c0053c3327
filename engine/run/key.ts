import { createHash, type Hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { SampleId } from '../../core/ids.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { FACET_NAMES, type FacetName, type Sample, type SampleFacets } from '../../core/sample.ts';
import type { ResultKey } from '../store/run-store.ts';
import type { PlannedNode } from './plan.ts';

/*
 * Identities [RUN3]. Everything is SHA-256 over canonical JSON (RFC 8785), cut to 128 bits where it is a key in the store.
 */

function digest(value: unknown): Hash {
  return createHash('sha256').update(canonicalize(value) ?? 'null');
}

/** hash(source identity, record key, branch); the identity is the source's type and the name of the root, never an absolute path. */
export function sampleIdOf(sourceType: string, root: string, key: string): SampleId {
  return digest([sourceType, root, key, '']).digest('hex').slice(0, 32) as SampleId;
}

/** Id of the n-th of several samples that one was made into. */
export function branchIdOf(parent: SampleId, node: string, branch: number): SampleId {
  return digest([parent, node, branch]).digest('hex').slice(0, 32) as SampleId;
}

/** hash(node seed, sample id) as a non-negative 31-bit integer, which every back end takes as a seed. */
export function sampleSeedOf(nodeSeed: number, sample: SampleId, variation = 0): number {
  return digest([nodeSeed, sample, variation]).digest().readUInt32BE(0) >>> 1;
}

/** The node's own seed parameter, 0 where it has none. */
export function nodeSeedOf(planned: PlannedNode): number {
  const { seed } = planned.params;
  return typeof seed === 'number' ? seed : 0;
}

/** Type, version and the parameters that can change a result. Label, position, concurrency and batch size are not in it. */
function stageIdentity(planned: PlannedNode): JsonObject {
  const params: Record<string, Json> = {};
  for (const [name, value] of Object.entries(planned.params)) {
    if (planned.descriptor.params[name]?.affectsResult !== false) params[name] = value as Json;
  }
  return { type: planned.type.type, version: planned.type.version, params };
}

/** Key of a node’s work, before any sample: its identity and whatever else decides its results, such as the model’s. */
export function stageKeyOf(planned: PlannedNode, extra: Json = null): ResultKey {
  return digest([stageIdentity(planned), extra])
    .digest('hex')
    .slice(0, 32) as ResultKey;
}

/** What a facet contributes to a key: its content, never row ids or where the file lies on this machine. */
function facetContent(name: FacetName, facets: SampleFacets): unknown {
  switch (name) {
    case 'image':
      return facets.image.hash;
    case 'location':
      return [facets.location.root, facets.location.path];
    case 'prompt':
      // The question is exported and never sent: changing the list of questions must not pay for captions again.
      return facets.prompt?.text;
    case 'caption':
      return facets.caption && [facets.caption.text, facets.caption.finishReason];
    default:
      return facets[name];
  }
}

/** Canonical text of the facets that a node reads. */
export function facetText(reads: readonly FacetName[], facets: SampleFacets): string {
  return canonicalize(reads.map((name) => facetContent(name, facets) ?? null)) ?? '';
}

/** Key of one sample's result in a stage. The variation number is raised by "caption again". */
export function resultKeyOf(stageKey: ResultKey, readText: string, variation: number): ResultKey {
  return createHash('sha256')
    .update(`${stageKey}\n${variation}\n${readText}`)
    .digest('hex')
    .slice(0, 32) as ResultKey;
}

/** 64 bits that stand for a sample and what was read of it, for telling known samples from new ones. */
export function sampleMark(sample: Sample, readText: string): bigint {
  return createHash('sha256').update(`${sample.id}\n${readText}`).digest().readBigUInt64BE(0);
}

/** Merkle key of a collector: its stage and all its members in source order [RUN14]. */
export function memberHash(stageKey: ResultKey): { add(sample: Sample): void; key(): ResultKey } {
  const hash = createHash('sha256').update(stageKey);
  return {
    add: (sample) => {
      hash.update(
        `${sample.id}\n${facetText(FACET_NAMES, sample.facets)}\n${sample.facets.prompt?.question ?? ''}\n`,
      );
    },
    key: () => hash.digest('hex').slice(0, 32) as ResultKey,
  };
}
