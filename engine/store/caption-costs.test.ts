import { describe, expect, it, onTestFinished } from 'vitest';
import type { CaptionId, RunId } from '../../core/ids.ts';
import { captionNamed, hashNamed, sampleNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** Three pictures in one folder, one in another, captioned by two models in two runs. */
async function captioned() {
  let time = 0;
  const store = temporaryProject({ now: () => ++time });
  store.images.save(
    ['cat', 'dog', 'owl', 'fox'].map((name) => ({
      file: { root: name === 'fox' ? '/woods' : '/pets', path: `${name}.png` },
      stat: { bytes: 1, mtimeMs: 1, ctimeMs: 1, inode: '1' },
      result: {
        kind: 'image',
        image: { ...sampleNamed(name).facets.image, hash: hashNamed(name) },
        exif: {},
      },
    })),
  );
  const write = (name: string, run: RunId, model: string, costUsd: number | undefined): CaptionId => {
    const base = captionNamed(name, run);
    return store.addCaption({
      ...base,
      caption: {
        ...base.caption,
        model,
        usage: { promptTokens: 300, completionTokens: 20 },
        ...(costUsd !== undefined && { costUsd }),
      },
    });
  };
  const reject = (name: string, run: RunId) =>
    store.saveException(run, {
      node: 'filter',
      sample: sampleNamed(name),
      outcome: 'rejected',
      reused: false,
      reason: 'too short',
      at: ++time,
    });
  const first = store.beginRun({}).id;
  write('cat', first, 'Small', 0.01);
  write('dog', first, 'Small', 0.03);
  reject('dog', first);
  // The filter sends it on to a larger model, whose caption is kept.
  write('dog', first, 'Large', 0.5);
  const second = store.beginRun({}).id;
  write('owl', second, 'Small', undefined);
  write('fox', second, 'Small', 0.02);
  await store.committed();
  return { store, first, second };
}

describe('what captions cost', () => {
  it('[CAP19] is told by model and folder, with those that were kept and those without a price', async () => {
    const { store } = await captioned();
    const tokens = (count: number) => ({ promptTokens: 300 * count, completionTokens: 20 * count });
    expect(await store.captionCosts.of()).toEqual([
      { model: 'Large', source: 'pets', captions: 1, kept: 1, costUsd: 0.5, unpriced: 0, ...tokens(1) },
      { model: 'Small', source: 'pets', captions: 3, kept: 2, costUsd: 0.04, unpriced: 1, ...tokens(3) },
      { model: 'Small', source: 'woods', captions: 1, kept: 1, costUsd: 0.02, unpriced: 0, ...tokens(1) },
    ]);
  });

  it('[CAP19] of one run counts what that run wrote; an unknown price stays unknown', async () => {
    const { store, first, second } = await captioned();
    expect((await store.captionCosts.of(first)).map(({ model, captions }) => [model, captions])).toEqual([
      ['Large', 1],
      ['Small', 2],
    ]);
    expect(await store.captionCosts.of(second)).toMatchObject([
      { source: 'woods', costUsd: 0.02 },
      { source: 'pets', captions: 1, unpriced: 1 },
    ]);
    const pets = (await store.captionCosts.of(second)).find(({ source }) => source === 'pets');
    expect(pets).not.toHaveProperty('costUsd');
  });

  it('leaves out what people wrote and what came with the pictures', async () => {
    const { store, first } = await captioned();
    const before = await store.captionCosts.of();
    store.captions.edit(1 as CaptionId, 'Mine.');
    const base = captionNamed('cat', first);
    store.addCaption({ ...base, caption: { ...base.caption, origin: 'existing' } });
    await store.committed();
    expect(await store.captionCosts.of()).toEqual(before);
  });
});
