import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { type ImageHash, isImageHash, type NodeId } from '../../core/ids.ts';
import type { AskPrice, PinnedSample, SamplePath } from '../../core/sample-path.ts';
import { hasModel } from '../run/made-model.ts';
import { TrialMemory } from '../run/trial/trial-memory.ts';
import type { Permission } from './preview/gated-captioners.ts';
import { KeptListings } from './preview/kept-listings.ts';
import { latestValues } from './preview/latest-values.ts';
import { type PassNotes, PathRecorder } from './preview/path-recorder.ts';
import { SharedCaptioners } from './preview/shared-captioners.ts';
import { soundFlow } from './preview/sound-flow.ts';
import { captionFacts, placesOf, type TrialParts, tryPicture } from './preview/try-picture.ts';

/** Value of a project that holds its pin. */
const PIN = 'pinnedSample';
/** Trials that may go on at once, for windows side by side; a further one ends the oldest. */
const MOST_TRIALS = 4;

const pinSchema = z.object({
  image: z.string().refine(isImageHash),
  path: z.string().max(4096),
  askPaid: z.boolean(),
});

/** What a project's previews hear from its session. */
export interface PreviewHost {
  readonly parts: TrialParts;
  readonly isRunning: () => boolean;
  readonly pinChanged: (pin: PinnedSample | null) => void;
}

/** One pinned sample, and what the flow makes of it at every edit [RUN11]: by the executor that runs the flow, with nothing written but replies that were paid for. */
export class SamplePreviews {
  readonly #host: PreviewHost;
  readonly #memory = new TrialMemory();
  readonly #captioners: SharedCaptioners;
  /** What sources list, for as long as no run ends. */
  readonly listings: KeptListings;
  readonly #life = new AbortController();
  readonly #trials = new Set<AbortController>();
  readonly #underWay = new Set<Promise<void>>();
  /** Of a project that may only be read the pin is kept here. */
  #unsaved: PinnedSample | null | undefined;

  constructor(host: PreviewHost) {
    this.#host = host;
    this.#captioners = new SharedCaptioners(host.parts.captioners);
    this.listings = new KeptListings(host.parts.now);
  }

  pinned(): PinnedSample | null {
    if (this.#unsaved !== undefined) return this.#unsaved;
    const parsed = pinSchema.safeParse(this.#store.meta.value(PIN));
    return parsed.success ? { ...parsed.data, image: parsed.data.image as ImageHash } : null;
  }

  /** Throws NOT_FOUND for a picture that the project does not know. */
  pin(
    wanted: { readonly image: ImageHash; readonly path?: string; readonly askPaid?: boolean } | null,
  ): PinnedSample | null {
    const pin = wanted && this.#placed(wanted);
    if (this.#store.readOnly) this.#unsaved = pin;
    else this.#store.meta.setValue(PIN, pin && { ...pin });
    this.#host.pinChanged(pin);
    return pin;
  }

  /** What the present flow makes of the pinned sample, as far as it is known, until all is said. Nothing where none is pinned. */
  async *follow(signal: AbortSignal): AsyncGenerator<SamplePath, void, void> {
    const pin = this.pinned();
    if (pin === null) return;
    const trial = new AbortController();
    this.#trials.add(trial);
    const [oldest] = this.#trials;
    if (this.#trials.size > MOST_TRIALS && oldest !== undefined) {
      oldest.abort();
      this.#trials.delete(oldest);
    }
    try {
      const ends = AbortSignal.any([signal, trial.signal, this.#life.signal]);
      yield* latestValues((offer, leaving) => this.#try(pin, undefined, offer, leaving), ends);
    } finally {
      this.#trials.delete(trial);
    }
  }

  /** Asks one captioner about the pinned sample at its price; goes on to the end, as what is asked for is paid. Throws NOT_FOUND where none is pinned. */
  async ask(node: NodeId): Promise<SamplePath> {
    const pin = this.pinned();
    if (pin === null)
      throw new UserError('NOT_FOUND', 'No sample is pinned.', { remedy: 'Pin one, then ask again.' });
    let last: SamplePath | undefined;
    await this.#try(pin, node, (path) => (last = path), this.#life.signal);
    return last as SamplePath;
  }

  /** A run has begun: it may need the memory that models take. */
  runBegun(): void {
    this.#captioners.letGo();
  }

  /** A run has ended: what sources list may be another now. */
  runEnded(): void {
    this.listings.forget();
  }

  /** Ends every trial; what was paid for is stored first. */
  async close(): Promise<void> {
    this.#life.abort();
    await Promise.allSettled(this.#underWay);
    this.#captioners.letGo();
  }

  get #store() {
    return this.#host.parts.store;
  }

  #placed({ image, path, askPaid }: Parameters<SamplePreviews['pin']>[0] & object): PinnedSample {
    const places = this.#store.images.locations(image);
    const place = places.find((one) => one.path === path) ?? places[0];
    if (place === undefined)
      throw new UserError('NOT_FOUND', 'This project does not know that picture.', {
        remedy: 'Run the flow to find the pictures of its folders, then pin one.',
      });
    return { image, path: place.path, askPaid: askPaid ?? this.pinned()?.askPaid ?? false };
  }

  async #try(
    pin: PinnedSample,
    asked: NodeId | undefined,
    offer: (path: SamplePath) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const trial = this.#run(pin, asked, offer, signal);
    this.#underWay.add(trial);
    try {
      await trial;
    } finally {
      this.#underWay.delete(trial);
    }
  }

  async #run(
    pin: PinnedSample,
    asked: NodeId | undefined,
    offer: (path: SamplePath) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { parts } = this.#host;
    const store = this.#store;
    const flowRevision = store.flow.revision();
    const sound = soundFlow(store.flow.flow(), parts.library, (node) => hasModel(store, node));
    const unasked = new Map<NodeId, AskPrice>();
    const recorder = new PathRecorder({
      flow: sound.flow,
      plan: sound.whole,
      factsOf: captionFacts(store, this.#memory),
    });
    const notesOn = (node: NodeId, code: string | undefined): PassNotes => {
      const price = unasked.get(node);
      if (code === 'CANCELLED' && price !== undefined)
        return { outcome: 'unasked', error: undefined, price, waitsForRun: this.#waitsForRun(asked) };
      const { shape } = sound.whole.find((one) => one.node.id === node)?.type ?? {};
      return shape === 'scan' || shape === 'cohort' ? { amongAll: true } : {};
    };
    const say = (busy: boolean) =>
      offer({
        image: pin.image,
        path: pin.path,
        flowRevision,
        found: recorder.any,
        steps: recorder.steps(() => false),
        wires: recorder.wires(),
        busy,
      });
    await tryPicture(parts, {
      sound,
      flowRevision,
      reviewSequence: store.captions.reviewSequence(),
      places: placesOf(store, pin.image, pin.path),
      listings: this.listings,
      memory: this.#memory,
      open: this.#captioners.open,
      capUsd: store.meta.capUsd(),
      signal,
      gate: {
        life: this.#life.signal,
        permission: (node) => this.#permission(pin, node === asked),
        asking: (node) => {
          recorder.asking(node);
          say(true);
        },
        refused: (node, atMostUsd) => {
          const aboutUsd = atMostUsd === 0 ? 0 : store.captionCosts.lately(node);
          unasked.set(node, { aboutUsd, atMostUsd });
        },
      },
      overrule: (node, settlement) => {
        const code = settlement.outcome === 'failed' ? settlement.error.code : undefined;
        recorder.add(node, settlement, notesOn(node, code));
        say(true);
        return settlement;
      },
      failed: (node, error) => recorder.addFailure(node, error),
    });
    say(false);
  }

  #permission(pin: PinnedSample, isAsked: boolean): Permission {
    const mayPay = !this.#store.readOnly;
    if (isAsked && mayPay) return 'any';
    // The run asks for it anyway, and needs the machine.
    if (this.#host.isRunning()) return 'none';
    return pin.askPaid && mayPay ? 'any' : 'free';
  }

  #waitsForRun(asked: NodeId | undefined): boolean {
    return asked === undefined && this.#host.isRunning();
  }
}
