import type { Behaviour } from '../engine/captioners/endpoint/testing-endpoint.ts';

/** Holds the testing endpoint's replies back, so that a run can be looked at in the middle. */
export class Turnstile {
  #left = 0;
  #waiting: (() => void)[] = [];

  /** What `setBehaviour` is given: resolves when the reply may go. */
  async pass(): Promise<Behaviour> {
    if (this.#left > 0) this.#left -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return { kind: 'ok' };
  }

  /** Lets so many replies go, now or as they are asked for. */
  let(count: number): void {
    this.#left += count;
    while (this.#left > 0 && this.#waiting.length > 0) {
      this.#left -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** From now on nobody waits. */
  open(): void {
    this.let(Number.POSITIVE_INFINITY);
  }

  /** From now on everybody waits. */
  shut(): void {
    this.#left = 0;
  }
}
