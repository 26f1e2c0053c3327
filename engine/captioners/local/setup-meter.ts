import type { HostReply } from '../../hosts/host-messages.ts';
import type { HostSetup } from './host-setup.ts';

/** A setup is measured until every host has done so many full batches on average, and this time is over. */
const BATCHES_PER_HOST = 2;
const LEAST_MS = 700;

/** Measures setups by the replies that come anyway. */
export interface SetupMeter {
  /** To be called with every reply. */
  replied(reply: Pick<HostReply, 'latencyMs' | 'batchSize'>): void;
  /**
   * Images a second that a setup bears when it always has work: hosts × pictures / time of the model's threads. Only full batches count, so that a
   * lack of work, or a pause, does not matter; without work it stays pending. Call it when the pool has settled.
   */
  measure(setup: HostSetup): Promise<number>;
  /** Replies since the beginning. */
  readonly replies: number;
}

export function createSetupMeter(now: () => number = () => performance.now()): SetupMeter {
  let replies = 0;
  let window: { readonly setup: HostSetup; readonly resolve: (rate: number) => void } | undefined;
  let images = 0;
  let threadMs = 0;
  let skipped = 0;
  let began = 0;

  return {
    replied({ latencyMs, batchSize }) {
      replies += 1;
      if (window === undefined || batchSize !== window.setup.batchSize) return;
      const perHost = window.setup.hosts * window.setup.batchSize;
      // What was under way when the setup changed, and what came while the others still loaded.
      if (skipped < perHost) {
        skipped += 1;
        began = now();
        return;
      }
      images += 1;
      threadMs += latencyMs / batchSize;
      if (images < perHost * BATCHES_PER_HOST || now() - began < LEAST_MS) return;
      const { resolve, setup } = window;
      window = undefined;
      resolve((setup.hosts * images * 1000) / Math.max(threadMs, 1e-3));
    },
    measure: (setup) => {
      images = 0;
      threadMs = 0;
      skipped = 0;
      began = now();
      return new Promise((resolve) => {
        window = { setup, resolve };
      });
    },
    get replies() {
      return replies;
    },
  };
}
