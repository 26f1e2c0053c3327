import { createHash } from 'node:crypto';
import type { ImageHash, NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { Sample, SampleFacets } from '../../core/sample.ts';
import type { CaptionToStore, ResultKey } from './run-store.ts';

/*
 * For tests: things to put into projects, alike for alike names.
 */

function digits(name: string, length: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, length);
}

export const hashNamed = (name: string) => digits(name, 64) as ImageHash;
export const keyNamed = (name: string) => digits(`key ${name}`, 32) as ResultKey;
export const sampleIdNamed = (name: string) => digits(`sample ${name}`, 32) as SampleId;

/** A sample with an image of its own; the ordinal is its place in the source. */
export function sampleNamed(name: string, ordinal = 0, facets: Partial<SampleFacets> = {}): Sample {
  return {
    id: sampleIdNamed(name),
    root: sampleIdNamed(name),
    ordinal,
    facets: {
      image: { hash: hashNamed(name), width: 40, height: 30, format: 'png', bytes: 1234, frames: 1 },
      location: { root: 'pictures', path: `cats/${name}.png`, folder: 'cats', name: `${name}.png` },
      existing: [],
      evidence: {},
      metadata: {},
      ...facets,
    },
  };
}

/** A generated caption, ready for `addCaption`. */
export function captionNamed(name: string, run: RunId, node: NodeId = 'captioner'): CaptionToStore {
  return {
    caption: { text: `A caption of ${name}.`, model: 'Model', origin: 'generated', finishReason: 'stop' },
    sample: sampleNamed(name),
    prompt: undefined,
    node,
    run,
    identity: '{"model":"m"}',
    key: keyNamed(name),
  };
}
