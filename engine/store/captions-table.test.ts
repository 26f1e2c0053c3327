import { describe, expect, it, onTestFinished } from 'vitest';
import type { CaptionId } from '../../core/ids.ts';
import { captionNamed, hashNamed, keyNamed, sampleIdNamed } from './temporary-content.ts';
import { codeOf, temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

function captioned() {
  let time = 0;
  const store = temporaryProject({ now: () => ++time });
  const run = store.beginRun({}).id;
  const [cat, dog] = ['cat', 'dog'].map((name) => store.addCaption(captionNamed(name, run))) as [
    CaptionId,
    CaptionId,
  ];
  return { store, run, cat, dog };
}

describe('captions', () => {
  it('[STORE8] are found at once, before they are committed', () => {
    const { store, cat, dog } = captioned();
    expect(store.captionFacets([dog, cat, dog], 0).map(({ id, text }) => [id, text])).toEqual([
      [dog, 'A caption of dog.'],
      [cat, 'A caption of cat.'],
      [dog, 'A caption of dog.'],
    ]);
    expect(codeOf(() => store.captionFacets([99 as CaptionId], 0))).toBe('NOT_FOUND');
  });

  it('[RUN15] a run sees the heads of its own beginning', () => {
    const { store, cat } = captioned();
    const before = store.beginRun({}).reviewSequence;
    const edit = store.captions.edit(cat, 'A striped cat.');
    const between = store.beginRun({}).reviewSequence;
    store.captions.edit(edit.id, 'A striped, sleeping cat.');
    const texts = [before, between, store.captions.reviewSequence()].map(
      (sequence) => store.captionFacets([cat], sequence)[0]?.text,
    );
    expect(texts).toEqual(['A caption of cat.', 'A striped cat.', 'A striped, sleeping cat.']);
    // Whichever caption of the chain is asked for, its head is the same.
    expect(store.captionFacets([edit.id], between)[0]?.text).toBe('A striped cat.');
  });

  it('[RUN16] an edit stays with its chain when the image is captioned again', () => {
    const { store, run, cat } = captioned();
    store.captions.edit(cat, 'Mine.');
    const anew = store.addCaption(captionNamed('cat', run));
    expect(store.captions.heads(hashNamed('cat')).map(({ id, text, edited }) => [id, text, edited])).toEqual([
      [anew, 'A caption of cat.', false],
      [3, 'Mine.', true],
    ]);
  });

  it('[STORE8] know where they came from', () => {
    const { store, run } = captioned();
    const base = captionNamed('owl', run);
    const prompt = { text: 'Describe it.', question: 'What is it?', part: 'birds' };
    const caption = {
      ...base.caption,
      finishReason: 'length' as const,
      seed: 7,
      usage: { promptTokens: 10, completionTokens: 20 },
      costUsd: 0.003,
      latencyMs: 120.5,
      attempts: 2,
      sampling: { temperature: 0.2 },
    };
    const id = store.addCaption({ ...base, prompt, caption });
    const edit = store.captions.edit(id, 'An owl.');
    expect(store.captions.provenance(hashNamed('owl'))).toEqual([
      {
        id: edit.id,
        text: 'An owl.',
        model: 'Person',
        source: caption.model,
        node: 'captioner',
        edited: true,
        finishReason: 'stop',
        origin: 'edit',
        prompt: 'Describe it.',
        question: 'What is it?',
        sampling: { temperature: 0.2 },
        seed: 7,
        promptTokens: 10,
        completionTokens: 20,
        costUsd: 0.003,
        latencyMs: 120.5,
        attempts: 2,
        run,
        createdAt: expect.any(Number),
        parent: id,
        key: keyNamed('owl'),
        history: [
          {
            id,
            text: 'A caption of owl.',
            model: caption.model,
            origin: 'generated',
            createdAt: expect.any(Number),
          },
        ],
      },
    ]);
    expect(store.captions.imageOf(edit.id)).toBe(hashNamed('owl'));
  });

  it('[STORE8] an earlier text can be the head again', () => {
    const { store, cat } = captioned();
    store.captions.edit(cat, 'Two.');
    expect(store.captions.restore(cat)).toMatchObject({ id: cat, edited: false, text: 'A caption of cat.' });
    expect(store.captions.reviewSequence()).toBe(2);
    // Nothing changes when it is the head already.
    store.captions.restore(cat);
    store.captions.edit(cat, 'A caption of cat.');
    expect(store.captions.reviewSequence()).toBe(2);
    expect(store.captions.count()).toBe(2);
  });

  it('[STORE8] cannot be edited to nothing', () => {
    const { store, cat } = captioned();
    expect(codeOf(() => store.captions.edit(cat, ' \n '))).toBe('USAGE');
    expect(codeOf(() => store.captions.edit(99 as CaptionId, 'text'))).toBe('NOT_FOUND');
    expect(codeOf(() => store.captions.restore(99 as CaptionId))).toBe('NOT_FOUND');
  });

  it('[RUN3] "caption again" raises the numbers of the samples, not of captions that came with the images', () => {
    const { store, run, cat, dog } = captioned();
    const came = captionNamed('owl', run, 'existing');
    const owl = store.addCaption({ ...came, caption: { ...came.caption, origin: 'existing' } });
    const edit = store.captions.edit(cat, 'Mine.');
    expect(store.captions.captionAgain([edit.id, dog, owl])).toBe(2);
    expect(store.captions.captionAgain([dog])).toBe(1);
    const samples = ['cat', 'dog', 'owl'].map(sampleIdNamed);
    expect([...store.variations('captioner', samples)]).toEqual([
      [samples[0], 1],
      [samples[1], 2],
    ]);
    expect(store.variations('never-run', samples).size).toBe(0);
  });
});
