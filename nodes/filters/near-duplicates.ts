import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { createHashIndex } from './hash-index.ts';

const params = z.object({
  maxDistance: param(z.int().min(0).max(15).default(6), {
    label: 'Alike up to',
    help: 'Bits of 64 in which the perceptual hashes may differ. 0 finds scaled and recompressed copies only; unrelated pictures are about 32 apart.',
    unit: 'bits',
    widget: 'slider',
    card: true,
  }),
});

/**
 * Keeps the first of pictures that look alike, in the order of the sources. Takes captions as well, since they fit; what leaves is typed
 * as image either way.
 */
export const nearDuplicates = defineNode.scan({
  type: 'filters.near-duplicates',
  version: 1,
  title: 'Near-duplicate filter',
  summary: 'Keeps the first of pictures that look alike.',
  icon: 'copy-x',
  synonyms: ['duplicate', 'perceptual hash', 'phash', 'similar', 'dedupe'],
  inputs: { image: { type: 'image' } },
  outputs: { kept: { type: 'image' }, rejected: { type: 'image' } },
  params,
  reads: ['image'],
  digest: ({ image }, _params, { images, signal }) => images.perceptualHash(image.hash, signal),
  scanner: ({ maxDistance }) => {
    const index = createHashIndex(maxDistance);
    let present = { ordinal: -1, position: 0 };
    return {
      verdict: ({ ordinal, digest }) => {
        if (ordinal !== present.ordinal) present = { ordinal, position: index.size };
        const near = index.findNear(digest);
        // several captions of one sample are one picture, not copies of each other; in source order they come one after the other
        if (near && near.position >= present.position) return keep();
        if (near) {
          const bits = near.distance === 1 ? '1 bit' : `${near.distance} bits`;
          return reject(
            'near duplicate',
            near.distance === 0 ? 'Same perceptual hash' : `${bits} apart, alike up to ${maxDistance}`,
          );
        }
        index.add(digest);
        return keep();
      },
    };
  },
});
