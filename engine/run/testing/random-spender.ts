import { CodedError } from '../../../core/errors.ts';
import type { Budget } from '../../captioners/captioner-service.ts';

/** One request that has left for the endpoint: the most that was reserved for it, and what it is billed at. US dollars. */
export interface Sent {
  readonly worstUsd: number;
  readonly billedUsd: number;
}

/** Numbers from 0 (included) to 1, the same for the same seed: mulberry32, public domain (Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Spends money as captioners do: some requests at once, each reserved, sent, and settled by what became of it. An endpoint bills at most the worst
 * case, but for a few replies; a connection that broke is settled at the worst case although nothing was billed. Ends when nothing more fits.
 */
export async function spendRandomly(
  budget: Budget,
  random: () => number,
  onSent: (sent: Sent) => void,
  onSettled: () => void = () => undefined,
): Promise<void> {
  const workers = 1 + Math.floor(random() * 8);
  let refused = false;
  async function work(): Promise<void> {
    while (!refused) {
      const worstUsd = 0.01 + random() * 0.2;
      const reservation = await budget.reserve(worstUsd).catch((thrown: unknown) => {
        if (thrown instanceof CodedError && thrown.code === 'BUDGET_REACHED') return undefined;
        throw thrown;
      });
      if (reservation === undefined) {
        refused = true;
        return;
      }
      const fate = random();
      const billedUsd = fate < 0.05 ? 0 : worstUsd * (fate < 0.1 ? 1 + random() * 0.5 : random());
      onSent({ worstUsd, billedUsd });
      for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await new Promise(setImmediate);
      reservation.settle(fate < 0.05 ? worstUsd : billedUsd);
      onSettled();
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
}
