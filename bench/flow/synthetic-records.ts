import { createHash } from 'node:crypto';
import type { ImageHash } from '../../core/ids.ts';
import type { ImageFacet } from '../../core/sample.ts';

/*
 * Records that stand for a large data set: no picture lies behind them. The same index always gives the same record, so that a run can be
 * repeated, a peer can be given the same, and nothing has to be kept.
 */

/** Of ShareGPT4V's 1.2M captions, characters. */
const MEAN_LENGTH = 826;
/** One caption in so many is too short for the length filter. */
const SHORT_EVERY = 20;
/** The length filter keeps captions of so many characters or more. */
export const SHORTEST_KEPT = 60;

const SUBJECTS = [
  'A wooden table',
  'The harbour wall',
  'A row of bicycles',
  'An elderly man in a grey coat',
  'The tower of the old church',
  'A bowl of ripe oranges',
  'Two children with a kite',
  'The facade of a bakery',
  'A narrow staircase',
  'The surface of the lake',
  'A brown dog with a red collar',
];
const VERBS = [
  'stands out against',
  'is reflected in',
  'leans towards',
  'rests beside',
  'is framed by',
  'casts a long shadow over',
  'is half hidden behind',
];
const PLACES = [
  'the pale morning sky',
  'a field of dry grass',
  'several stacked crates',
  'the wet cobblestones',
  'a window with green shutters',
  'the blurred crowd in the distance',
  'a hedge that has not been cut for years',
  'the soft light of a street lamp',
  'an empty market square',
  'a wall covered with ivy',
  'the distant hills',
  'a pile of fishing nets',
  'the open door of a workshop',
];

/** A caption about as long as those of the published sets; no two indices give the same text. */
export function syntheticCaption(index: number): string {
  if (index % SHORT_EVERY === SHORT_EVERY - 1) return `Picture ${index} shows a thing.`;
  const length = MEAN_LENGTH * (0.7 + 0.6 * (scramble(index) / 2 ** 32));
  let text = `Scene ${index}.`;
  for (let sentence = 0; text.length < length; sentence += 1) {
    const number = scramble(index * 64 + sentence);
    const subject = SUBJECTS[number % SUBJECTS.length];
    const verb = VERBS[(number >>> 8) % VERBS.length];
    text += ` ${subject} ${verb} ${PLACES[(number >>> 16) % PLACES.length]}.`;
  }
  return text;
}

/** Path of a record below its root; in ascending order as a walk would list them. */
export function syntheticPath(index: number): string {
  const digits = String(index).padStart(8, '0');
  return `${digits.slice(0, 5)}/${digits}.jpg`;
}

/** Facts of a picture that does not exist. */
export function syntheticImage(index: number): ImageFacet {
  return {
    hash: createHash('sha256').update(`synthetic ${index}`).digest('hex') as ImageHash,
    width: 640 + (scramble(index) % 640),
    height: 480 + (scramble(index + 1) % 480),
    format: 'jpeg',
    bytes: 60_000 + (scramble(index + 2) % 200_000),
    frames: 1,
  };
}

/** 32 bits, evenly spread (the finalizer of MurmurHash3, Appleby, public domain). */
export function scramble(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
