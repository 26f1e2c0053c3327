import type { CaptionId } from '../../../core/ids.ts';
import { placeName } from '../../store/carried-table.ts';
import type { StoredVerdict } from '../../store/run-store.ts';
import type { Stage } from '../stage.ts';
import type { Work } from './work.ts';

/**
 * Captions of former bytes that a person wants changed pictures to keep [RUN16]. The caption is copied to the picture as it is now, as the head of its chain
 * stood at the run's beginning, and becomes the stored result: nothing is asked, and later runs reuse it like any other.
 */
export class CarryOver {
  readonly #stage: Stage;
  readonly #captions: Map<string, CaptionId>;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#captions = new Map(stage.store.carriedCaptions(stage.id));
  }

  /** The result that this sample takes over; undefined where nothing is to be kept, which is nearly always. */
  take({ sample, key }: Work): StoredVerdict | undefined {
    if (this.#captions.size === 0) return undefined;
    const { store, id, scope } = this.#stage;
    const { location, image, prompt } = sample.facets;
    const place = placeName(location);
    const caption = this.#captions.get(place);
    if (caption === undefined) return undefined;
    this.#captions.delete(place);
    store.dropCarried(id, location);
    // The file is again what it was: its own caption stands.
    if (store.imageOfCaption(caption) === image.hash) return undefined;
    const [head] = store.captionFacets([caption], scope.start.reviewSequence);
    if (head === undefined) return undefined;
    const { text, model, finishReason } = head;
    const copy = store.addCaption({
      caption: { text, model, finishReason, origin: 'generated' },
      sample,
      prompt,
      node: id,
      run: scope.start.id,
      identity: '{}',
      key,
    });
    const verdict = { kind: 'kept', caption: copy, patch: {} } as const;
    store.saveResult(key, id, verdict);
    return verdict;
  }
}
