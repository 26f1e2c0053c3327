import { expect, it } from 'vitest';
import type { DigestedSample } from '../../core/node-context.ts';
import type { Facets } from '../../core/sample.ts';
import { captionOf, hashOf } from '../node-double.ts';
import { sameCaption } from './same-caption.ts';

const params = (images: number) => sameCaption.params.parse({ images });

function digestOf(text: string): string {
  const view = { caption: captionOf(text) } as Facets;
  const context = {
    signal: new AbortController().signal,
    log: () => undefined,
    images: { perceptualHash: async () => '' },
  };
  return String(sameCaption.digest(view, params(3), context));
}

async function judged(
  captions: readonly (readonly [image: string, text: string])[],
  images: number,
): Promise<string[]> {
  const samples = captions.map(
    ([image, text], ordinal): DigestedSample => ({ ordinal, image: hashOf(image), digest: digestOf(text) }),
  );
  const judge = await sameCaption.judge(
    {
      samples: () => samples,
      sharedDigests: async (atLeast) => ({
        imagesWith(digest) {
          const { size } = new Set(
            samples.filter((sample) => sample.digest === digest).map(({ image }) => image),
          );
          return size >= atLeast ? size : undefined;
        },
      }),
    },
    params(images),
  );
  return samples.map((sample) => {
    const verdict = judge(sample);
    return verdict.kind === 'rejected' ? `${verdict.reason}: ${verdict.detail}` : verdict.kind;
  });
}

it('captions are the same whatever their case, punctuation and spacing', () => {
  expect(digestOf('A dog.')).toBe(digestOf('  a  DOG'));
  expect(digestOf('A dog.')).not.toBe(digestOf('A dot.'));
  expect(digestOf('?!')).not.toBe(digestOf('…'));
  expect(digestOf('A dog.')).toMatch(/^[0-9a-f]{26}$/);
});

it('the same caption is rejected on every image once enough different images have it', async () => {
  const captions = [
    ['a', 'A picture.'],
    ['b', 'a picture'],
    ['b', 'A dog.'],
    ['c', 'A picture!'],
    ['d', 'A dog.'],
  ] as const;
  expect(await judged(captions, 3)).toEqual([
    'same caption: On 3 images, fewer than 3 pass',
    'same caption: On 3 images, fewer than 3 pass',
    'kept',
    'same caption: On 3 images, fewer than 3 pass',
    'kept',
  ]);
});

it('two captions of the same picture do not count as two images', async () => {
  const twice = [
    ['a', 'A picture.'],
    ['a', 'A picture.'],
  ] as const;
  expect(await judged(twice, 2)).toEqual(['kept', 'kept']);
});
