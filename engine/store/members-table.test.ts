import { describe, expect, it, onTestFinished } from 'vitest';
import { captionNamed, sampleNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

describe('members', () => {
  it('[RUN9] come in source order whatever their arrival, each with its prompt and caption', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const prompt = { text: 'Describe it.', question: 'What is it?', part: '' };
    const samples = Array.from({ length: 1200 }, (_, i) => {
      const id = store.addCaption({ ...captionNamed(`image ${i}`, run), prompt });
      const [caption] = store.captionFacets([id], 0);
      return sampleNamed(`image ${i}`, i, { prompt, ...(caption && { caption }) });
    });
    for (const [place] of samples.entries()) {
      // 7 and 1200 have no common divisor: every sample comes once, out of order.
      const sample = samples[(place * 7) % samples.length];
      if (sample) store.addMember(run, 'dataset', 'captions', sample, 'd');
    }
    expect(store.memberCount(run, 'dataset')).toBe(1200);
    expect([...store.members(run, 'dataset')].map(({ sample }) => sample)).toEqual(samples);
  });

  it('[RUN9] of one ordinal are ordered by sample and input', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const order = (names: readonly string[]) => {
      for (const name of names)
        for (const input of names) store.addMember(run, names[0] ?? '', input, sampleNamed(name, 5), '');
      return [...store.members(run, names[0] ?? '')].map(({ sample, input }) => [sample.id, input]);
    };
    expect(order(['a', 'b', 'c'])).toEqual(order(['c', 'a', 'b']));
  });

  it('[STORE11] may be written while they are read', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    for (let i = 0; i < 600; i += 1) store.addMember(run, 'a', 'in', sampleNamed(`${i}`, i), `${i}`);
    let read = 0;
    for (const { sample, digest } of store.members(run, 'a')) {
      store.addMember(run, 'b', 'in', sample, digest);
      store.addCaption(captionNamed(digest, run));
      read += 1;
    }
    expect([read, store.memberCount(run, 'b'), store.captions.count()]).toEqual([600, 600, 600]);
  });

  it('[STORE11] are read from an ordinal on, and their digests without them', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    for (const place of [3, 0, 2, 1])
      store.addMember(run, 'same', 'in', sampleNamed(`${place}`, place), `d${place}`);
    store.addMember(run, 'other', 'in', sampleNamed('4', 4), 'd4');
    expect([...store.members(run, 'same', 2)].map(({ digest }) => digest)).toEqual(['d2', 'd3']);
    expect([...store.memberDigests(run, 'same')].map(({ ordinal, digest }) => [ordinal, digest])).toEqual([
      [0, 'd0'],
      [1, 'd1'],
      [2, 'd2'],
      [3, 'd3'],
    ]);
  });

  it('[STORE11] of one root meet, and go with their run', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const root = sampleNamed('root');
    store.addMember(run, 'join', 'left', root, '');
    expect(store.membersOfRoot(run, 'join', root.id).length).toBe(1);
    store.addMember(run, 'join', 'right', { ...sampleNamed('branch'), root: root.id }, '');
    store.addMember(run, 'join', 'right', sampleNamed('stranger'), '');
    expect(
      store
        .membersOfRoot(run, 'join', root.id)
        .map(({ input }) => input)
        .sort(),
    ).toEqual(['left', 'right']);
    store.dropMembers(run);
    expect(store.memberCount(run, 'join')).toBe(0);
  });
});
