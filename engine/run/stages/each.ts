import type { NodeTypeOf } from '../../../core/define-node.ts';
import { toErrorRecord } from '../../../core/errors.ts';
import type { FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import {
  branchIdOf,
  facetText,
  nodeSeedOf,
  resultKeyOf,
  sampleMark,
  sampleSeedOf,
  stageKeyOf,
} from '../key.ts';
import { Seen } from '../seen.ts';
import { type Settlement, type Stage, viewOf, withPatch } from '../stage.ts';

/** So many samples are worked on before others get a turn. */
const SLICE = 256;

/** Runs a cheap function on each sample. Verdicts are computed anew each time; only captions that it brings in are stored. */
export async function runEach(stage: Stage, type: NodeTypeOf<'each'>): Promise<void> {
  const { params } = stage.planned;
  const reads = readsOf(type, params);
  const stageKey = stageKeyOf(stage.planned);
  const seed = nodeSeedOf(stage.planned);
  const seen = new Seen(stage.store, stageKey);
  const context = {
    signal: stage.scope.control.signal,
    log: (level: 'info' | 'warning', message: string) =>
      stage.scope.dependencies.log(level, stage.id, message),
  };
  for (
    let arrivals = await stage.inbox.take(SLICE);
    arrivals !== undefined;
    arrivals = await stage.inbox.take(SLICE)
  ) {
    await stage.scope.control.gate();
    await stage.settle(
      arrivals.map(({ sample }): Settlement => {
        const text = facetText(reads, sample.facets);
        try {
          const verdict = type.run(viewOf(sample, reads), params, {
            ...context,
            seed: sampleSeedOf(seed, sample.id),
          });
          const reused = seen.check(sample.ordinal, sampleMark(sample, text));
          // With the image: a node that reads no more than a text file must not give one caption to all pictures that have the same text.
          return settlementOf(stage, sample, verdict, reused, (branch) =>
            resultKeyOf(stageKey, `${branch}\n${sample.facets.image.hash}\n${text}`, 0),
          );
        } catch (thrown) {
          return { sample, outcome: 'failed', reused: false, error: toErrorRecord(thrown) };
        }
      }),
    );
    seen.flush();
  }
}

/** The facets that a node reads with these parameters, in a fixed order. */
export function readsOf(
  type: {
    readonly reads: readonly FacetName[];
    readonly mayRead?: readonly FacetName[];
    readonly readsFor?: (params: never) => readonly FacetName[];
  },
  params: Readonly<Record<string, unknown>>,
): readonly FacetName[] {
  const reads = type.readsFor?.(params as never) ?? [...type.reads, ...(type.mayRead ?? [])];
  return [...new Set(reads)].sort();
}

function settlementOf(
  stage: Stage,
  sample: Sample,
  verdict: Verdict | readonly Verdict[],
  reused: boolean,
  keyOf: (branch: number) => ReturnType<typeof resultKeyOf>,
): Settlement {
  const verdicts = isSeveral(verdict) ? verdict : [verdict];
  const kept = verdicts.filter((one) => one.kind === 'kept');
  const [first] = verdicts;
  if (kept.length === 0) {
    const { reason, detail } =
      first?.kind === 'rejected' ? first : { reason: 'nothing left', detail: undefined };
    return { sample, outcome: 'rejected', reused, reason, ...(detail !== undefined && { detail }) };
  }
  const out = kept.map((one, branch): Sample => {
    const { caption, ...patch } = one.patch;
    const facet = caption && storedCaption(stage, sample, caption, keyOf(branch));
    const next = withPatch(sample, patch, facet);
    return isSeveral(verdict) ? { ...next, id: branchIdOf(sample.id, stage.id, branch) } : next;
  });
  return { sample, outcome: 'kept', reused, out };
}

function isSeveral(verdict: Verdict | readonly Verdict[]): verdict is readonly Verdict[] {
  return Array.isArray(verdict);
}

/** A caption that came with the images is stored once per key, so that edits stay on it from run to run [RUN16]. */
function storedCaption(
  stage: Stage,
  sample: Sample,
  caption: NonNullable<Verdict['patch']['caption']>,
  key: ReturnType<typeof resultKeyOf>,
) {
  const { store, scope } = stage;
  const [known] = store.findResults([key]);
  let id = known && 'caption' in known ? known.caption : undefined;
  if (id === undefined) {
    const { prompt } = sample.facets;
    id = store.addCaption({
      caption,
      sample,
      prompt,
      node: stage.id,
      run: scope.start.id,
      identity: JSON.stringify(caption.model),
      key,
    });
    store.saveResult(key, stage.id, { kind: 'kept', caption: id, patch: {} });
  }
  return store.captionFacets([id], scope.start.reviewSequence)[0];
}
