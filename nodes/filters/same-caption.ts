import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { hash52 } from '../compact-set.ts';
import { param } from '../param.ts';
import { comparable } from './text-units.ts';

const params = z.object({
  images: param(z.int().min(2).max(1_000_000).default(3), {
    label: 'On at least',
    help: 'The same caption on so many different images says nothing about any of them. Case, punctuation and spacing do not count.',
    unit: 'images',
    card: true,
  }),
});

/** Rejects captions that stand on several different images. */
export const sameCaption = defineNode.cohort({
  type: 'filters.same-caption',
  version: 1,
  title: 'Same-caption filter',
  summary: 'Rejects captions that stand on several different images; waits for all of them.',
  icon: 'files',
  synonyms: ['duplicate', 'boilerplate', 'identical', 'generic'],
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' }, rejected: { type: 'caption' } },
  params,
  reads: ['caption'],
  digest: ({ caption }) => {
    // texts without any word, e.g. of punctuation alone, are compared as they are
    const text = comparable(caption.text) || caption.text.trim();
    return [1, 2].map((seed) => hash52(text, seed).toString(16).padStart(13, '0')).join('');
  },
  judge: async (cohort, { images }) => {
    const shared = await cohort.sharedDigests(images);
    return ({ digest }) => {
      const count = shared.imagesWith(digest);
      return count === undefined
        ? keep()
        : reject('same caption', `On ${count} images, fewer than ${images} pass`);
    };
  },
});
