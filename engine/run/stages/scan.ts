import type { DigestedSample, NodeTypeOf } from '../../../core/define-node.ts';
import { toErrorRecord } from '../../../core/errors.ts';
import type { FacetName, Sample } from '../../../core/sample.ts';
import type { Verdict } from '../../../core/verdict.ts';
import { facetText, sampleMark, stageKeyOf } from '../key.ts';
import { Seen } from '../seen.ts';
import { type Settlement, type Stage, viewOf } from '../stage.ts';
import { readsOf } from './each.ts';

/** Digests under way at once. */
const AT_ONCE = 8;

interface Held {
  readonly sample: Sample;
  readonly digest: string;
}

/**
 * Verdicts that depend on earlier samples in source order. Samples arrive in any order; one is judged as soon as no stage upstream
 * can still give an earlier one. Verdicts are made anew in every run and enter no key downstream.
 */
export async function runScan(stage: Stage, type: NodeTypeOf<'scan'>): Promise<void> {
  const scanner = type.scanner(stage.planned.params);
  const digests = digester(stage, type);
  const held: Held[] = [];
  let sorted = true;
  let busy: Promise<void> = Promise.resolve();

  const release = (before: number): void => {
    if (!sorted) held.sort((a, b) => a.sample.ordinal - b.sample.ordinal);
    sorted = true;
    const ready = held.findIndex(({ sample }) => sample.ordinal >= before);
    const judged = held.splice(0, ready < 0 ? held.length : ready).map((one) => {
      const verdict = scanner.verdict(digested(one.sample, one.digest));
      return digests.settlement(one.sample, verdict);
    });
    if (judged.length === 0) return;
    busy = busy.then(() => stage.settle(judged));
    // The loop below awaits it and meets the error there; until then it must not count as unhandled.
    busy.catch(() => undefined);
  };
  /** Nothing before this ordinal can arrive any more. */
  const bound = () =>
    stage.producers.reduce((low, producer) => Math.min(low, producer.low()), stage.inbox.low());
  let digesting = false;
  stage.nudge = () => {
    if (!digesting) release(bound());
  };

  for (let arrivals = await stage.inbox.take(Number.MAX_SAFE_INTEGER); arrivals !== undefined; ) {
    await stage.scope.control.gate();
    digesting = true;
    const done = await digests.all(arrivals.map(({ sample }) => sample));
    digesting = false;
    held.push(...done);
    sorted = done.length === 0;
    release(bound());
    await busy;
    digests.flush();
    arrivals = await stage.inbox.take(Number.MAX_SAFE_INTEGER);
  }
  release(Number.POSITIVE_INFINITY);
  await busy;
  digests.flush();
}

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
      const reused = seen.check(sample.ordinal, sampleMark(sample, facetText(reads, sample.facets)));
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
