import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowNode } from '../../core/flow.ts';
import type { CaptionId, ImageHash, SampleId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import { FACET_NAMES, type FacetName, type Sample, type SampleFacets } from '../../core/sample.ts';
import { flowOf } from '../../core/testing-flow.ts';
import {
  collectionHash,
  facetText,
  memberDigest,
  resultKeyOf,
  sampleIdOf,
  sampleSeedOf,
  stageKeyOf,
} from './key.ts';
import { planRun } from './plan.ts';
import { TEST_LIBRARY } from './testing/test-nodes.ts';

const IDENTITY = { provider: 'local', model: 'tiny', digest: 'abc', precision: 'fp16' };

/** The captioner of a flow with these parameters, as a run plans it. */
function captioner(params: Record<string, Json> = {}, changes: Partial<FlowNode> = {}) {
  const flow = flowOf(
    { images: ['sources.names'], prompt: ['prompts.plain'], captioner: ['captioners.test', params] },
    'images.images>prompt.image',
    'prompt.image>captioner.image',
  );
  const nodes = flow.nodes.map((node) => (node.id === 'captioner' ? { ...node, ...changes } : node));
  const planned = planRun({ ...flow, nodes }, TEST_LIBRARY, {}).at(-1);
  if (!planned) throw new Error('Nothing was planned.');
  return planned;
}

const facets = (changes: Partial<SampleFacets> = {}): SampleFacets => ({
  image: { hash: 'aa' as ImageHash, width: 10, height: 10, format: 'png', bytes: 100, frames: 1 },
  location: { root: 'pictures', path: 'a/b.png', folder: 'a', name: 'b.png' },
  existing: [],
  evidence: {},
  metadata: {},
  prompt: { text: 'Describe.', question: 'What is this?', part: '' },
  caption: {
    id: 1 as CaptionId,
    text: 'A cat.',
    model: 'tiny',
    finishReason: 'stop',
  },
  ...changes,
});

describe('[RUN3] the key of a stage', () => {
  const key = (params?: Record<string, Json>, changes?: Partial<FlowNode>) =>
    stageKeyOf(captioner(params, changes), IDENTITY);

  it('holds the parameters that can change a result, defaults filled in', () => {
    expect(key({ temperature: 0.5 })).not.toBe(key());
    expect(key({ seed: 1 })).not.toBe(key());
    expect(key({ temperature: 0 })).toBe(key());
  });

  it('holds the identity of the model', () => {
    expect(stageKeyOf(captioner(), { ...IDENTITY, precision: 'q4' })).not.toBe(key());
  });

  it('holds neither title, place, notes nor id of the node, nor how many are asked at once, nor what is thought of replies', () => {
    const moved = { title: 'Mine', position: { x: 9, y: 9 }, notes: 'Ask Ada.' };
    expect(key({ concurrency: 16, minimum: 30 }, moved)).toBe(key());
  });

  it('does not depend on the order in which parameters are written', () => {
    expect(key({ seed: 1, temperature: 0.5 })).toBe(key({ temperature: 0.5, seed: 1 }));
  });
});

describe('[RUN3] the key of a result', () => {
  const stage = stageKeyOf(captioner(), IDENTITY);
  const key = (changes?: Partial<SampleFacets>, variation = 0) =>
    resultKeyOf(stage, facetText(['image', 'prompt'], facets(changes)), variation);

  it('holds what the node reads and nothing else', () => {
    const image = { ...facets().image, hash: 'bb' as ImageHash };
    expect(key({ image })).not.toBe(key());
    expect(key({ prompt: { text: 'Describe it.', question: 'What is this?', part: '' } })).not.toBe(key());
    expect(key({ caption: undefined, metadata: { alt: 'x' }, evidence: { exif: { date: 'today' } } })).toBe(
      key(),
    );
  });

  it('knows an image by its bytes, wherever its file lies', () => {
    expect(key({ location: { root: 'elsewhere', path: 'c.png', folder: '', name: 'c.png' } })).toBe(key());
  });

  it('leaves the exported question out: another one pays for nothing again', () => {
    expect(key({ prompt: { text: 'Describe.', question: 'And what is that?', part: 'p' } })).toBe(key());
  });

  it('changes with every "caption again"', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 8 }), (variations) => {
        const keys = variations.map((variation) => key({}, variation));
        expect(new Set(keys).size).toBe(variations.length);
      }),
    );
  });

  it('differs whenever what is read differs, and only then', () => {
    const prompts = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      question: fc.string(),
      part: fc.string(),
    });
    fc.assert(
      fc.property(prompts, prompts, (one, other) => {
        expect(key({ prompt: one }) === key({ prompt: other })).toBe(one.text === other.text);
      }),
    );
  });

  it('tells metadata apart by content, not by the order of its names', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        const turned = Object.fromEntries(Object.entries(metadata).reverse()) as typeof metadata;
        const text = (value: typeof metadata) =>
          facetText(['metadata'], facets({ metadata: value as SampleFacets['metadata'] }));
        expect(text(turned)).toBe(text(metadata));
      }),
    );
  });
});

describe('[RUN3] seeds', () => {
  it('are 31-bit integers that depend on node, sample and variation', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(), (seed, id, variation) => {
        const one = sampleSeedOf(seed, id as SampleId, variation);
        expect(Number.isInteger(one) && one >= 0 && one < 2 ** 31).toBe(true);
        expect(sampleSeedOf(seed, id as SampleId, variation)).toBe(one);
      }),
    );
    const sample = sampleIdOf('sources.folder', 'pictures', 'a.png');
    const seeds = [
      sampleSeedOf(0, sample),
      sampleSeedOf(1, sample),
      sampleSeedOf(0, sample, 1),
      sampleSeedOf(0, sampleIdOf('sources.folder', 'pictures', 'b.png')),
    ];
    expect(new Set(seeds).size).toBe(4);
  });
});

describe('[RUN14] the key of a collection', () => {
  const stage = stageKeyOf(captioner(), IDENTITY);
  const member = (id: string, changes?: Partial<SampleFacets>): Sample => ({
    id: id as SampleId,
    root: id as SampleId,
    ordinal: 0,
    facets: facets(changes),
  });
  const key = (reads: readonly FacetName[], ...members: Sample[]) => {
    const hash = collectionHash(stage);
    for (const sample of members) hash.add(Buffer.from(memberDigest(sample, reads), 'hex'));
    return hash.key();
  };

  it('holds every member with all that is read of it and its question, in order', () => {
    const base = key(FACET_NAMES, member('a'), member('b'));
    expect(key(FACET_NAMES, member('a'), member('b'))).toBe(base);
    const others = [
      key(FACET_NAMES, member('b'), member('a')),
      key(FACET_NAMES, member('a')),
      key(FACET_NAMES, member('a'), member('b', { metadata: { half: 1 } })),
      key(
        FACET_NAMES,
        member('a'),
        member('b', { prompt: { text: 'Describe.', question: 'Other?', part: '' } }),
      ),
    ];
    expect(new Set([base, ...others]).size).toBe(5);
  });

  it('holds nothing that is not read', () => {
    const reads: readonly FacetName[] = ['caption', 'image'];
    const changed = member('a', { metadata: { half: 1 }, existing: [{ text: 'x', origin: 'sidecar' }] });
    expect(key(reads, changed)).toBe(key(reads, member('a')));
  });
});

describe('[RUN3] what is hashed', () => {
  it('tells texts apart that UTF-8 does not, and lists of parts that run together', () => {
    const existing = (...texts: readonly string[]) =>
      facetText(['existing'], facets({ existing: texts.map((text) => ({ text, origin: 'list' })) }));
    const halves = ['\ud800', '\udc00', '\ufffd', '"\\ud800"'].map((text) => existing(text));
    expect(new Set(halves).size).toBe(4);
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 4 }),
        fc.array(fc.string(), { maxLength: 4 }),
        (one, other) => {
          expect(existing(...one) === existing(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        },
      ),
    );
  });
});
