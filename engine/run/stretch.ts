import type { Sample } from '../../core/sample.ts';
import type { ResultKey } from '../store/run-store.ts';

/** What is lasting about a stretch. */
export interface Place {
  /** Under which number the store has it; the same from run to run although pictures come and go. */
  readonly home: number;
  /** Stands for everything that is known of its samples: equal identities are equal samples. */
  readonly identity: ResultKey;
  /** Ordinals of the listed files that it comes from: from `first`, before `end`. */
  readonly first: number;
  readonly end: number;
}

/**
 * Samples that move together. Those that a source has listed one after the other have a place, by which they are recognised from run to run [RUN4]; those that
 * came together by chance have none. A sample is made when somebody first looks at it: where all is as it was, nobody does.
 */
export class Stretch {
  readonly size: number;
  readonly place: Place | undefined;
  readonly #make: (index: number) => Sample;
  #made: Sample[] | undefined;

  constructor(size: number, make: (index: number) => Sample, place?: Place) {
    this.size = size;
    this.place = place;
    this.#make = make;
  }

  static of(samples: readonly Sample[], place?: Place): Stretch {
    return new Stretch(samples.length, (index) => samples[index] as Sample, place);
  }

  at(index: number): Sample {
    this.#made ??= new Array(this.size);
    const made = this.#made[index] ?? this.#make(index);
    this.#made[index] = made;
    return made;
  }

  samples(): readonly Sample[] {
    return Array.from({ length: this.size }, (_, index) => this.at(index));
  }
}
