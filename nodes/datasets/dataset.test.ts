import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetRecord } from '../../core/artifact.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Member, Members } from '../../core/node-context.ts';
import type { Facets, Sample } from '../../core/sample.ts';
import { captionOf, facetsOf, sampleOf } from '../node-double.ts';
import { dataset } from './dataset.ts';

const context = { signal: new AbortController().signal, log: () => undefined, seed: 0 };

/** As the engine gives them: what may be missing is missing. */
const members = (samples: readonly Sample[]): Members<Facets> => ({
  count: samples.length,
  samples: () => samples as readonly Member<Facets>[],
});

function collect(samples: readonly Sample[], params: JsonObject = {}) {
  const draft = dataset.run(members(samples), dataset.params.parse(params), context);
  const records: readonly DatasetRecord[] = [...(draft.records as Iterable<DatasetRecord>)];
  return { records, card: draft.card() };
}

function captioned(ordinal: number, path: string, text: string, more: object = {}): Sample {
  return sampleOf(ordinal, facetsOf(path, { caption: captionOf(text), ...more }));
}

describe('[NODE11] a dataset', () => {
  it('has a conversation for each caption', () => {
    const { records } = collect([captioned(0, 'coco/1.jpg', 'A cat.', { metadata: { alt: 'cat' } })]);
    expect(records).toEqual([
      {
        id: 'coco/1',
        images: [
          {
            hash: facetsOf('coco/1.jpg').image.hash,
            root: 'photos',
            path: 'coco/1.jpg',
            width: 640,
            height: 480,
          },
        ],
        conversations: [
          { from: 'human', value: '<image>\nWhat is in this picture?' },
          { from: 'gpt', value: 'A cat.' },
        ],
        caption: 1,
        model: 'Test model',
        split: 'train',
        metadata: { alt: 'cat' },
      },
    ]);
  });

  it('puts the mark of the picture after the question, where that is asked', () => {
    const { records } = collect([captioned(0, 'a.jpg', 'x')], { imageMark: 'after' });
    expect(records[0]?.conversations[0]?.value).toBe('What is in this picture?\n<image>');
  });

  it('asks its own question where a caption came with none', () => {
    const silent = captioned(0, 'a.jpg', 'x', { prompt: { text: '', question: '', part: '' } });
    expect(collect([silent]).records[0]?.conversations[0]?.value).toBe(
      '<image>\nDescribe this image in detail.',
    );
  });

  it('gives every record an id of its own', () => {
    const ids = collect(
      ['a.jpg', 'a.png', 'b/a.jpg', 'a.jpg'].map((path, ordinal) => captioned(ordinal, path, 'x')),
    );
    expect(ids.records.map(({ id }) => id)).toEqual(['a', 'a#2', 'b/a', 'a#3']);
  });

  it('keeps the id that a record came with', () => {
    const samples = ['7', '', '7'].map((id, ordinal) =>
      captioned(ordinal, 'a/b.jpg', 'x', { metadata: { id } }),
    );
    expect(collect(samples).records.map(({ id }) => id)).toEqual(['7', 'a/b', '7#2']);
  });

  it('takes the first caption of each picture, where that is asked, and says what it left out', () => {
    const samples = ['a.jpg', 'b.jpg', 'a.jpg'].map((path, ordinal) =>
      captioned(ordinal, path, `Text ${ordinal}.`),
    );
    const { records, card } = collect(samples, { perImage: 'first' });
    expect(records.map(({ conversations }) => conversations[1]?.value)).toEqual(['Text 0.', 'Text 1.']);
    expect(card).toEqual({ records: 2, heldOut: 0, furtherCaptionsLeftOut: 1, meanCharacters: 7 });
  });

  it('leaves out samples without a caption', () => {
    const { caption: _, ...bare } = facetsOf('a.jpg');
    expect(collect([sampleOf(0, bare)]).records).toEqual([]);
  });

  it('holds out about the share that is asked, and other pictures with another seed', () => {
    const samples = Array.from({ length: 2000 }, (_, index) => captioned(index, `${index}.jpg`, 'x'));
    const heldOut = (seed: number) =>
      collect(samples, { heldOut: 0.1, seed }).records.flatMap(({ id, split }) =>
        split === 'held-out' ? [id] : [],
      );
    // 200 expected, standard deviation 13
    expect(Math.abs(heldOut(1).length - 200)).toBeLessThan(70);
    expect(heldOut(1)).toEqual(heldOut(1));
    expect(heldOut(2)).not.toEqual(heldOut(1));
  });

  it('never has copies of one picture on both sides', () => {
    const paths = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 20 });
    fc.assert(
      fc.property(paths, fc.nat(), (names, seed) => {
        const samples = names.map((name, ordinal) => captioned(ordinal, name, 'x'));
        const sides = new Map<string, Set<string>>();
        for (const { images, split = '' } of collect(samples, { heldOut: 0.5, seed }).records)
          sides.set(images[0]?.path ?? '', (sides.get(images[0]?.path ?? '') ?? new Set()).add(split));
        expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
      }),
    );
  });

  it('[RUN9] is the same when it is walked again', () => {
    const samples = ['a', 'b', 'a'].map((path, ordinal) => captioned(ordinal, path, `${ordinal}`));
    const draft = dataset.run(
      members(samples),
      dataset.params.parse({ perImage: 'first', heldOut: 0.3 }),
      context,
    );
    const [first, card] = [[...(draft.records as Iterable<DatasetRecord>)], draft.card()];
    expect([...(draft.records as Iterable<DatasetRecord>)]).toEqual(first);
    expect(draft.card()).toEqual(card);
  });
});
