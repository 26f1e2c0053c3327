import type { Estimate } from '../../../core/forecast.ts';
import { estimateMean, FEWEST } from './intervals.ts';

/** Times that are kept; from then on every second, then every fourth, and so on. */
const MOST = 1024;
/** Part of the times that is taken to be the ramp: pictures are being read, the endpoint's limit is being found. */
const RAMP = 0.25;
const MOST_BLOCKS = 20;
const FEWEST_IN_BLOCK = 2;
/** Milliseconds below which a measured stretch says little about hours. */
const SHORTEST = 250;

/** When things came, in bounded memory, and from that how long each takes. */
export class ArrivalTimes {
  #times: number[] = [];
  #stride = 1;
  #count = 0;

  /** How many came. */
  get count(): number {
    return this.#count;
  }

  /** One came at this time, milliseconds. */
  add(at: number): void {
    if (this.#count % this.#stride === 0) this.#times.push(at);
    this.#count += 1;
    if (this.#times.length < MOST) return;
    this.#times = this.#times.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  /**
   * Seconds from one to the next after the ramp, by the method of batch means (A. M. Law, "Simulation Modeling and Analysis", 5th ed. 2015,
   * 9.5.3): stretches of equal counts are nearly independent where single ones are not. Undefined where nothing was measured.
   */
  secondsEach(): Estimate | undefined {
    const steady = this.#times.slice(Math.floor(this.#times.length * RAMP));
    const [first, last] = [steady[0], steady.at(-1)];
    if (first === undefined || last === undefined || last <= first) return undefined;
    const steps = steady.length - 1;
    const value = (last - first) / 1000 / steps / this.#stride;
    const blocks = Math.min(MOST_BLOCKS, Math.floor(steps / FEWEST_IN_BLOCK));
    if (blocks < FEWEST || last - first < SHORTEST) return { value };
    const size = Math.floor(steps / blocks);
    const means = Array.from({ length: blocks }, (_, block) => {
      const [from = 0, to = 0] = [steady[block * size], steady[(block + 1) * size]];
      return (to - from) / 1000 / size / this.#stride;
    });
    const { low, high } = estimateMean(means);
    return low === undefined || high === undefined
      ? { value }
      : { value, low: Math.min(low, value), high: Math.max(high, value) };
  }
}
