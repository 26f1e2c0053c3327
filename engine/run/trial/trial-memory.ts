import type { CaptionId } from '../../../core/ids.ts';
import type { CaptionFacet } from '../../../core/sample.ts';
import type { NewCaption } from '../../../core/verdict.ts';
import type { ResultKey, StoredVerdict } from '../../store/run-store.ts';

/** So many tried results stay in memory: undoing an edit shows at once what was tried before. */
const MOST = 200;

/** A caption that is not in the project. */
export interface TriedCaption {
  readonly facet: CaptionFacet;
  readonly facts: NewCaption;
}

/** What trials found out that is not stored: results by key, and captions under numbers below zero, which no stored one has. */
export class TrialMemory {
  readonly #results = new Map<ResultKey, StoredVerdict>();
  readonly #captions = new Map<CaptionId, TriedCaption>();
  #last = 0;

  /** Failures are not remembered: the next trial tries again. */
  saveResult(key: ResultKey, verdict: StoredVerdict): void {
    if (verdict.kind === 'failed') return;
    this.#results.delete(key);
    this.#results.set(key, verdict);
    if (this.#results.size > MOST) this.#dropOldest();
  }

  result(key: ResultKey): StoredVerdict | undefined {
    return this.#results.get(key);
  }

  addCaption(facts: NewCaption): CaptionId {
    this.#last -= 1;
    const id = this.#last as CaptionId;
    const { text, model, finishReason } = facts;
    this.#captions.set(id, { facet: { id, text, model, finishReason }, facts });
    return id;
  }

  caption(id: CaptionId): TriedCaption | undefined {
    return this.#captions.get(id);
  }

  /** Captions that no remembered result refers to, such as those that come with the pictures, are worked out anew by every trial. */
  forgetLoose(): void {
    const held = new Set([...this.#results.values()].flatMap((verdict) => captionOf(verdict) ?? []));
    for (const id of this.#captions.keys()) if (!held.has(id)) this.#captions.delete(id);
  }

  #dropOldest(): void {
    const [oldest] = this.#results;
    if (oldest === undefined) return;
    this.#results.delete(oldest[0]);
    const caption = captionOf(oldest[1]);
    if (caption !== undefined) this.#captions.delete(caption);
  }
}

function captionOf(verdict: StoredVerdict): CaptionId | undefined {
  return verdict.kind === 'failed' ? undefined : verdict.caption;
}
