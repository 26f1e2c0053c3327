import type { CaptionerRef } from '../../../core/captioner.ts';
import type { CaptionerService, OpenCaptioner } from '../../captioners/captioner-service.ts';
import type { OpenBehind } from './gated-captioners.ts';

/** A model that nobody has asked for so long is let go, milliseconds. */
const IDLE_MS = 60_000;

interface Shared {
  readonly opening: Promise<OpenCaptioner>;
  users: number;
  timer?: NodeJS.Timeout;
}

/**
 * Local models stay open from one trial to the next: loading one takes far longer than a caption. One process each, and none of them while a run needs the memory.
 * Endpoints have nothing to be kept.
 */
export class SharedCaptioners {
  readonly #service: CaptionerService;
  readonly #open = new Map<string, Shared>();

  constructor(service: CaptionerService) {
    this.#service = service;
  }

  readonly open: OpenBehind = async (ref, budget, images, signal) => {
    if (ref.kind !== 'local') return this.#service.open(ref, budget, images, signal);
    const alone: CaptionerRef = { ...ref, run: { ...ref.run, hosts: 1, measure: false } };
    const key = JSON.stringify(alone);
    const shared =
      this.#open.get(key) ?? this.#begin(key, () => this.#service.open(alone, budget, images, signal));
    shared.users += 1;
    clearTimeout(shared.timer);
    try {
      return this.#lent(key, shared, await shared.opening);
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  };

  /** Lets go of every model that is not being asked; those that are go when they have answered. */
  letGo(): void {
    for (const [key, shared] of this.#open) this.#end(key, shared);
  }

  #begin(key: string, open: () => Promise<OpenCaptioner>): Shared {
    const shared: Shared = { opening: open(), users: 0 };
    this.#open.set(key, shared);
    return shared;
  }

  #lent(key: string, shared: Shared, captioner: OpenCaptioner): OpenCaptioner {
    let open = true;
    return {
      ...captioner,
      close: async () => {
        if (!open) return;
        open = false;
        shared.users -= 1;
        if (shared.users > 0) return;
        if (this.#open.get(key) !== shared) await captioner.close();
        else shared.timer = setTimeout(() => this.#end(key, shared), IDLE_MS).unref();
      },
    };
  }

  /** Out of sight for later trials; closed now, or by the last one that uses it. */
  #end(key: string, shared: Shared): void {
    if (this.#open.get(key) === shared) this.#open.delete(key);
    clearTimeout(shared.timer);
    if (shared.users > 0) return;
    shared.opening.then(
      (captioner) => captioner.close(),
      // It never opened; whoever asked has heard why.
      () => undefined,
    );
  }
}
