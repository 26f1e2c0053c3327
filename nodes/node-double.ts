import type { Artifact, DatasetRecord } from '../core/artifact.ts';
import type { CaptionReply, CaptionRequest } from '../core/captioner.ts';
import type { NodeTypeOf } from '../core/define-node.ts';
import type { ErrorRecord } from '../core/errors.ts';
import type { ArtifactId, CaptionId, ImageHash, SampleId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { FileAccess, FileEntry, FrozenRecords, SourceRecord } from '../core/node-context.ts';
import type { Facets, Sample } from '../core/sample.ts';
import type { Verdict } from '../core/verdict.ts';

/*
 * In-memory stand-ins for what the engine gives to nodes, so that a node's function can be tried by itself. For tests only.
 */

const QUIET = { signal: new AbortController().signal, log: () => undefined };

/** Everything that comes, in order. */
export async function gather<T>(items: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A hash for a test's picture: the word in hex, filled up. */
export function hashOf(word: string): ImageHash {
  const hex = [...word].map((character) => (character.codePointAt(0) ?? 0).toString(16)).join('');
  return hex.padEnd(64, '0').slice(0, 64) as ImageHash;
}

/** All facets of one sample; `path` also makes the image's hash. */
export function facetsOf(path: string, more: Partial<Facets> = {}): Facets {
  const slash = path.lastIndexOf('/');
  return {
    image: { hash: hashOf(path), width: 640, height: 480, format: 'jpeg', bytes: 1000, frames: 1 },
    location: {
      root: 'photos',
      path,
      folder: path.slice(0, Math.max(0, slash)),
      name: path.slice(slash + 1),
    },
    existing: [],
    prompt: { text: 'Describe the image.', question: 'What is in this picture?', part: '' },
    caption: captionOf(''),
    evidence: {},
    metadata: {},
    ...more,
  };
}

export function captionOf(text: string, more: Partial<Facets['caption']> = {}): Facets['caption'] {
  return { id: 1 as CaptionId, text, model: 'Test model', finishReason: 'stop', ...more };
}

export function sampleOf(ordinal: number, facets: Sample['facets']): Sample {
  const id = ordinal.toString(16).padStart(32, '0') as SampleId;
  return { id, root: id, ordinal, facets };
}

/** Runs an `each` node on one sample, with defaults for the parameters that are not given. */
export function runEach(
  type: NodeTypeOf<'each'>,
  facets: Partial<Facets>,
  params: Readonly<Record<string, Json>> = {},
  seed = 0,
): Verdict {
  const verdict = type.run(facets as Facets, type.params.parse(params), { ...QUIET, seed });
  const [first] = Array.isArray(verdict) ? (verdict as readonly Verdict[]) : [verdict as Verdict];
  if (!first) throw new Error('The node gave no verdict.');
  return first;
}

/** Runs a filter on a caption's text and tells why it was rejected; undefined when it was kept. */
export function rejectionOf(
  type: NodeTypeOf<'each'>,
  text: string,
  params: Readonly<Record<string, Json>> = {},
  more: Partial<Facets> = {},
): string | undefined {
  const verdict = runEach(type, facetsOf('folder/a.jpg', { caption: captionOf(text), ...more }), params);
  return verdict.kind === 'rejected' ? verdict.reason : undefined;
}

/** Runs a batch node with a captioner that answers as the function says. */
export async function runBatch(
  type: NodeTypeOf<'batch'>,
  samples: readonly Partial<Facets>[],
  params: Readonly<Record<string, Json>>,
  answer: (request: CaptionRequest) => CaptionReply | Error,
): Promise<{
  readonly verdicts: readonly (Verdict | Error)[];
  readonly calls: readonly (readonly CaptionRequest[])[];
}> {
  const calls: (readonly CaptionRequest[])[] = [];
  const verdicts = await type.run(
    samples.map((sample, seed) => ({ sample: sample as Facets, seed })),
    type.params.parse(params),
    {
      ...QUIET,
      captioner: {
        identity: 'test',
        title: 'Test model',
        concurrency: 1,
        batchSize: 8,
        caption: async (requests) => {
          calls.push(requests);
          return requests.map(answer);
        },
      },
    },
  );
  return { verdicts, calls };
}

/** Files that lie in memory: texts by absolute path. */
export function filesOf(texts: Readonly<Record<string, string>>): FileAccess {
  const textOf = (path: string): string => {
    const text = texts[path];
    if (text === undefined) throw new Error(`There is no ${path}.`);
    return text;
  };
  return {
    async *walk(folder) {
      for (const path of Object.keys(texts).sort())
        if (path.startsWith(`${folder}/`)) yield { root: folder, path: path.slice(folder.length + 1) };
    },
    sidecar: async ({ root, path }, extension) =>
      texts[`${root}/${path.replace(/\.[^./]*$/, '')}${extension}`],
    async *lines(path) {
      yield* textOf(path).split('\n');
    },
    async *records(path) {
      yield* JSON.parse(textOf(path)) as Json[];
    },
    scenes: async () => ({ folder: '/scenes', file: '/scenes/told.jsonl' }),
  };
}

/** Everything that a source yields. */
export async function listSource(
  type: NodeTypeOf<'source'>,
  params: Readonly<Record<string, Json>>,
  files: FileAccess,
): Promise<(SourceRecord | { readonly key: string; readonly problem: ErrorRecord })[]> {
  return gather(type.run(type.params.parse(params), { ...QUIET, files }));
}

function trainsNothing(): Promise<never> {
  throw new Error('this double trains nothing');
}

/** Frozen datasets that lie in memory. */
export function frozenOf(datasets: ReadonlyMap<Artifact, readonly DatasetRecord[]>): FrozenRecords {
  return {
    async *records(dataset) {
      yield* datasets.get(dataset) ?? [];
    },
    at: async (dataset, position) => datasets.get(dataset)?.[position],
  };
}

/** What an export wrote, and what it says about it. */
export async function runJob(
  type: NodeTypeOf<'job'>,
  records: readonly DatasetRecord[],
  params: Readonly<Record<string, Json>>,
  sidecar: (file: FileEntry, text: string, mode: string) => 'written' | 'kept' | 'unchanged' = () =>
    'written',
): Promise<{ readonly summary: string; readonly files: Readonly<Record<string, string>> }> {
  const files: Record<string, string> = {};
  const dataset = {
    id: 1 as ArtifactId,
    kind: 'dataset' as const,
    title: 'Dataset',
    node: 'dataset',
    digest: '',
    count: records.length,
    createdAt: 0,
    card: {},
  };
  const { summary } = await type.run({ dataset: [dataset] }, type.params.parse(params), {
    ...QUIET,
    progress: () => undefined,
    train: trainsNothing,
    study: { sweep: trainsNothing, newModel: trainsNothing, scoreScenes: trainsNothing },
    async *records() {
      yield* records;
    },
    frozen: frozenOf(new Map([[dataset, records]])),
    output: {
      async writeFile(path, chunks) {
        const text = (await gather(chunks)).join('');
        files[path] = text;
        return { bytes: text.length };
      },
      async writeSidecar(file, extension, text, mode) {
        const result = sidecar(file, text, mode);
        if (result === 'written')
          files[`${file.root}/${file.path.replace(/\.[^./]*$/, '')}${extension}`] = text;
        return result;
      },
    },
  });
  return { summary, files };
}
