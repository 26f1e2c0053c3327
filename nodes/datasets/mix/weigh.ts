import { hash52 } from '../../compact-set.ts';

/**
 * How often each of `total` records is taken for a weight: every one `floor(weight)` times, and of the rest exactly the share that is left,
 * rounded, chosen by selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S): one walk, no memory, and the same
 * choice for the same seed.
 */
export interface Weighing {
  /** How many walks over the records it takes; the last one takes a part where the weight is no whole number. */
  readonly walks: number;
  /** How many records come out. */
  readonly taken: number;
  /** Whether the record that stands at `position` is taken in this walk; asked in order, once a record. */
  readonly takes: (walk: number, position: number) => boolean;
}

export function weigh(total: number, weight: number, seed: number): Weighing {
  const whole = Math.floor(weight);
  const rest = Math.round((weight - whole) * total);
  let chosen = 0;
  return {
    walks: whole + (rest > 0 ? 1 : 0),
    taken: whole * total + rest,
    takes(walk, position) {
      if (walk < whole) return true;
      if (position === 0) chosen = 0;
      const uniform = hash52(`${seed}:${position}`, 3) / 2 ** 52;
      const takes = (total - position) * uniform < rest - chosen;
      if (takes) chosen += 1;
      return takes;
    },
  };
}
