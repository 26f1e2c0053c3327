import type { NodeTypeOf } from '../../../core/define-node.ts';
import { stageKeyOf } from '../../run/key.ts';
import type { Stage } from '../../run/stage.ts';
import type { Entry } from '../../run/stages/source.ts';
import { findListed, type Listings } from '../../run/trial/run-trial.ts';

/** A listing that took longer is not done again for every edit, milliseconds. */
const QUICK_MS = 50;
const MOST_KEPT = 20;

/** What sources list of some files, found again at once where listing everything takes a while. Forgotten when a run has ended: files may have changed. */
export class KeptListings {
  readonly #kept = new Map<string, readonly Entry[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  of(places: ReadonlySet<string>): Listings {
    return { find: (stage, type) => this.#find(stage, type, places) };
  }

  forget(): void {
    this.#kept.clear();
  }

  async #find(
    stage: Stage,
    type: NodeTypeOf<'source'>,
    places: ReadonlySet<string>,
  ): Promise<readonly Entry[]> {
    const key = `${stageKeyOf(stage.planned)} ${JSON.stringify([...places])}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const begun = this.#now();
    const found = await findListed(stage, type, places);
    if (this.#now() - begun < QUICK_MS) return found;
    this.#kept.set(key, found);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return found;
  }
}
