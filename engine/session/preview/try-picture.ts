import type { CodedError } from '../../../core/errors.ts';
import { type CaptionId, type ImageHash, isImageHash, type NodeId, type RunId } from '../../../core/ids.ts';
import type { PathCaption } from '../../../core/sample-path.ts';
import type { RunDependencies } from '../../run/index.ts';
import { createRunBudget } from '../../run/run-budget.ts';
import type { Settlement } from '../../run/stage.ts';
import { placeOf, runTrial } from '../../run/trial/run-trial.ts';
import type { TrialMemory } from '../../run/trial/trial-memory.ts';
import { trialStore } from '../../run/trial/trial-store.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { type GateRules, gatedCaptioners, type OpenBehind } from './gated-captioners.ts';
import type { KeptListings } from './kept-listings.ts';
import type { SoundFlow } from './sound-flow.ts';

/** Under this number money is noted that no run spent. */
const NO_RUN = 0 as RunId;

/** What of an open project a trial needs. */
export type TrialParts = Omit<RunDependencies, 'store'> & { readonly store: ProjectStore };

export interface PictureTrial {
  readonly sound: SoundFlow;
  readonly flowRevision: number;
  readonly reviewSequence: number;
  readonly places: ReadonlySet<string>;
  readonly listings: KeptListings;
  readonly memory: TrialMemory;
  readonly open: OpenBehind;
  readonly capUsd: number | undefined;
  readonly gate: Omit<GateRules, 'signal' | 'paid'>;
  readonly signal: AbortSignal;
  readonly overrule: (node: NodeId, settlement: Settlement) => Settlement;
  readonly failed: (node: NodeId, error: CodedError) => void;
}

/** Runs a flow on the files at some places, behind the gate. Of what comes of it only replies that were paid for are kept. */
export async function tryPicture(parts: TrialParts, trial: PictureTrial): Promise<void> {
  const { sound, memory, signal, overrule, failed } = trial;
  const paid = new Set<NodeId>();
  const money = createRunBudget(parts.store, NO_RUN, () => trial.capUsd);
  const rules = { ...trial.gate, signal, paid: (node: NodeId) => void paid.add(node) };
  const { captioners, budget } = gatedCaptioners(parts.captioners, trial.open, money, rules);
  const store = trialStore(parts.store, memory, (node) => paid.has(node));
  const start = {
    id: NO_RUN,
    flow: sound.flow,
    flowRevision: trial.flowRevision,
    reviewSequence: trial.reviewSequence,
  };
  const listings = trial.listings.of(trial.places);
  // Batches are for runs: a trial waits a day for nobody.
  const { batches: _, ...others } = parts;
  const quiet = { ...others, store, captioners, log: () => undefined };
  try {
    await runTrial(quiet, { plan: sound.tried, start, listings, budget, signal, overrule, failed });
  } finally {
    memory.forgetLoose();
  }
}

/** Where a picture lies, as absolute paths: the one place that is asked for, or else all that are known. */
export function placesOf(store: ProjectStore, image: ImageHash, path?: string): ReadonlySet<string> {
  if (!isImageHash(image)) return new Set();
  const all = store.images.locations(image);
  const wanted = all.filter((one) => one.path === path);
  const places = wanted.length > 0 ? wanted : all;
  return new Set(places.map(({ folder, path: below }) => placeOf({ root: folder, path: below })));
}

/** What captions took: from the store, or from memory where they were only tried. */
export function captionFacts(
  store: ProjectStore,
  memory: TrialMemory,
): (id: CaptionId) => Partial<PathCaption> {
  return (id) => {
    const tried = memory.caption(id)?.facts;
    if (tried !== undefined)
      return known({
        costUsd: tried.costUsd,
        promptTokens: tried.usage?.promptTokens,
        completionTokens: tried.usage?.completionTokens,
        latencyMs: tried.latencyMs,
      });
    const facts = store.forecasts.captionFacts([id]).get(id);
    if (facts === undefined) return {};
    const { costUsd, promptTokens, completionTokens, latencyMs, run } = facts;
    return known({ costUsd, promptTokens, completionTokens, latencyMs, run });
  };
}

function known(facts: { readonly [Name in keyof PathCaption]?: number | undefined }): Partial<PathCaption> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
