import type { NodeTypeOf } from '../../../core/define-node.ts';
import { toErrorRecord } from '../../../core/errors.ts';
import type { DigestedSample } from '../../../core/node-context.ts';
import type { FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import { type Held, HeldSamples } from '../held-samples.ts';
import { localText, sampleMark, stageKeyOf } from '../key.ts';
import { Seen } from '../seen.ts';
import { type Settlement, type Stage, viewOf } from '../stage.ts';
import { readsOf } from './each.ts';

/** Digests under way at once. */
const AT_ONCE = 8;

/**
 * Verdicts that depend on earlier samples in source order. Samples arrive in any order; one is judged as soon as no stage upstream
 * can still give an earlier one. Verdicts are made anew in every run and enter no key downstream.
 */
export async function runScan(stage: Stage, type: NodeTypeOf<'scan'>): Promise<void> {
  const digests = digester(stage, type);
  const scanner = type.scanner(stage.planned.params);
  const { store, id, scope } = stage;
  const held = new HeldSamples({
    store: ({ sample, digest }, number) =>
      store.addMember(scope.start.id, id, String(number), sample, digest),
    stored: (from) => store.members(scope.start.id, id, from),
    judge: ({ sample, digest }) => digests.settlement(sample, scanner.verdict(digested(sample, digest))),
    settle: (judged) => stage.settle(judged),
    breath: scope.control.breath,
  });
  try {
    for (let arrivals = await stage.inbox.take(Number.MAX_SAFE_INTEGER); arrivals !== undefined; ) {
      // What has left the inbox and is not held yet bounds nothing: until it is, nothing may be let go.
      stage.nudge = () => undefined;
      await stage.scope.control.gate();
      held.add(await digests.all(arrivals.map(({ sample }) => sample)));
      held.release(lowestToCome(stage));
      await held.settled();
      digests.flush();
      stage.nudge = () => held.release(lowestToCome(stage));
      arrivals = await stage.inbox.take(Number.MAX_SAFE_INTEGER);
    }
    held.release(Number.POSITIVE_INFINITY);
    await held.settled();
    digests.flush();
  } finally {
    stage.nudge = () => undefined;
  }
}

/** Nothing with a smaller ordinal can arrive any more. */
function lowestToCome(stage: Stage): number {
  return stage.producers.reduce((low, producer) => Math.min(low, producer.low()), stage.inbox.low());
}

/** What a verdict is given on. */
export function digested(sample: Sample, digest: string): DigestedSample {
  return { ordinal: sample.ordinal, image: sample.facets.image.hash, digest };
}

/** What scans and cohorts have in common: a digest for each sample, a few at a time; failures settle at once. */
export function digester(stage: Stage, type: NodeTypeOf<'scan'> | NodeTypeOf<'cohort'>) {
  const { params } = stage.planned;
  const reads: readonly FacetName[] = readsOf(type, params);
  const seen = new Seen(stage.store, stageKeyOf(stage.planned));
  const context = {
    signal: stage.scope.control.signal,
    images: stage.scope.dependencies.images,
    log: (level: 'info' | 'warning', message: string) =>
      stage.scope.dependencies.log(level, stage.id, message),
  };
  return {
    async all(samples: readonly Sample[]): Promise<Held[]> {
      const done: (Held | undefined)[] = new Array(samples.length);
      const failed: Settlement[] = [];
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let index = next++; index < samples.length; index = next++) {
          const sample = samples[index] as Sample;
          try {
            done[index] = { sample, digest: await type.digest(viewOf(sample, reads), params, context) };
          } catch (thrown) {
            context.signal.throwIfAborted();
            failed.push({ sample, outcome: 'failed', reused: false, error: toErrorRecord(thrown) });
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, samples.length) }, worker));
      await stage.settle(failed);
      return done.filter((one) => one !== undefined);
    },
    settlement(sample: Sample, verdict: Verdict): Settlement {
      const reused = seen.check(sample.ordinal, sampleMark(sample, localText(reads, sample.facets)));
      if (verdict.kind === 'kept') return { sample, outcome: 'kept', reused, out: [sample] };
      return {
        sample,
        outcome: 'rejected',
        reused,
        reason: verdict.reason,
        ...(verdict.detail !== undefined && { detail: verdict.detail }),
      };
    },
    flush: () => seen.flush(),
  };
}
