import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CodedError, type ErrorCode } from '../../core/errors.ts';
import type { ImageHash, NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { Sample, SampleFacets } from '../../core/sample.ts';
import { type CreateOptions, createProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';
import type { CaptionToStore, ResultKey } from './run-store.ts';

/*
 * For tests: real projects in real folders that are gone afterwards, and things to put in them.
 */

/** A new folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new project in a folder of its own, closed when the test is over. */
export function temporaryProject(options: Partial<CreateOptions> = {}): ProjectStore {
  const store = createProject(join(temporaryFolder(), 'test.ekp'), { name: 'Test', ...options });
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

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

/** Code of the error that the work throws; `none` when it does not. */
export function codeOf(work: () => unknown): ErrorCode | 'none' {
  try {
    work();
    return 'none';
  } catch (thrown) {
    if (thrown instanceof CodedError) return thrown.code;
    throw thrown;
  }
}
