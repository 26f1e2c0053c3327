import { setImmediate as turn } from 'node:timers/promises';
import type { RunId } from '../../core/ids.ts';
import type { RunCost, RunReport, RunReportNode } from '../../core/run-report.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { RunFacts } from '../store/run-facts-table.ts';
import type { KeptCaptions, Usage } from '../store/run-usage.ts';

/** Rows that are read at once; others have their turn in between. */
const STRETCH = 20_000;

/** How far the captions of the run that was asked for last have been added up: a run under way is asked for again and again. */
interface Walk {
  readonly run: RunId;
  readonly ended: boolean;
  readonly next: number;
  readonly sums: ReadonlyMap<string, Usage>;
}
const walks = new WeakMap<ProjectStore, Walk>();

/** What the captions of a run took, by node, author and name in the reply. */
export async function usageOf(
  store: ProjectStore,
  run: RunId,
  { captionIds }: RunFacts,
  ended: boolean,
): Promise<readonly Usage[]> {
  const known = walks.get(store);
  // What was seen of a run under way may have been lost with a group; once it has ended all is counted anew.
  const before = known?.run === run && known.ended === ended ? known : undefined;
  const end = Math.min(captionIds.to, store.runUsage.lastCaption() + 1);
  const sums = new Map(before?.sums);
  for (let start = before?.next ?? captionIds.from; start < end; start += STRETCH) {
    for (const some of store.runUsage.usage(run, start, Math.min(end, start + STRETCH))) {
      const name = JSON.stringify([some.node, some.title, some.identity, some.repliedAs]);
      const sum = sums.get(name);
      sums.set(name, sum ? addUsage(sum, some) : some);
    }
    await turn();
  }
  walks.set(store, { run, ended, next: Math.max(end, captionIds.from), sums });
  return [...sums.values()];
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    ...a,
    captions: a.captions + b.captions,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    usd: a.usd + b.usd,
    unpriced: a.unpriced + b.unpriced,
  };
}

/** Captions of a run in its datasets; undefined where it made none whose records are still there. */
export async function keptOf(
  store: ProjectStore,
  run: RunId,
  { artifacts }: RunFacts,
): Promise<readonly KeptCaptions[] | undefined> {
  const kept: KeptCaptions[] = [];
  let found = false;
  for (const { kind, digest, count } of artifacts) {
    const id = kind === 'dataset' ? store.runUsage.artifactOf(digest, count) : undefined;
    if (id === undefined) continue;
    found = true;
    for (let start = 0; start < count; start += STRETCH) {
      kept.push(...store.runUsage.keptCaptions(run, id, start, start + STRETCH));
      await turn();
    }
  }
  return found ? kept : undefined;
}

/** One line for each node and model: what its captions of this run cost, and how many of them are in the run's datasets. */
export function costsOf(
  usage: readonly Usage[],
  kept: readonly KeptCaptions[] | undefined,
  nodes: readonly RunReportNode[],
): RunCost[] {
  const lines = new Map<string, Usage>();
  for (const some of usage) {
    const name = JSON.stringify([some.node, some.title, some.identity]);
    const before = lines.get(name);
    lines.set(name, before ? addUsage(before, some) : some);
  }
  return [...lines].map(([name, line]) => {
    const { node, title, captions, promptTokens, completionTokens, reasoningTokens, usd, unpriced } = line;
    const inDatasets = kept
      ?.filter((one) => JSON.stringify([one.node, one.title, one.identity]) === name)
      .reduce((sum, one) => sum + one.kept, 0);
    const own = nodes.find(({ id }) => id === node);
    const keptHere = inDatasets ?? Math.min(captions, Math.max(0, (own?.kept ?? 0) - (own?.reused ?? 0)));
    const known = unpriced < captions ? usd : null;
    return {
      node,
      model: title,
      captions,
      kept: keptHere,
      promptTokens,
      completionTokens,
      reasoningTokens,
      usd: known,
      usdPerKept: known === null || keptHere === 0 ? null : known / keptHere,
    };
  });
}

/** Costs by model and folder of images, over all captions of a run. */
export async function costsBySource(store: ProjectStore, run: RunId): Promise<RunReport['costsBySource']> {
  const costs = await store.captionCosts.of(run);
  return costs.map(({ model, source, captions, kept, costUsd }) => ({
    model,
    source,
    captions,
    kept,
    usd: costUsd ?? null,
    usdPerKept: costUsd === undefined || kept === 0 ? null : costUsd / kept,
  }));
}
