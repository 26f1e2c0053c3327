import type { RunOptions } from '../../core/run.ts';
import { NodeMeter } from './node-meter.ts';
import type { Plan } from './plan.ts';
import { type RunScope, Stage } from './stage.ts';
import { runBatch } from './stages/batch.ts';
import { runCohort } from './stages/cohort.ts';
import { runCollect } from './stages/collect.ts';
import { runEach } from './stages/each.ts';
import { runJob } from './stages/job.ts';
import { runJoin } from './stages/join.ts';
import { runScan } from './stages/scan.ts';
import { listSource, runSource, type Selection } from './stages/source.ts';
import { Stratifier } from './stratify.ts';

/** Turns a plan into stages that know each other, in topological order. */
export function buildStages(plan: Plan, scope: RunScope): readonly Stage[] {
  const ordered = upstreamOfScans(plan);
  const stages = new Map<string, Stage>();
  for (const planned of plan) {
    const { id } = planned.node;
    const producers = [...new Set(planned.inputs.map(({ from }) => from.node))].flatMap(
      (node) => stages.get(node) ?? [],
    );
    const meter = new NodeMeter(id, planned.type.type, scope.dependencies.now);
    stages.set(id, new Stage(planned, scope, meter, producers, ordered.has(id)));
  }
  return [...stages.values()];
}

/** Ids of the nodes whose samples a scan still has to see in order: only they need to know which ordinals they hold. */
function upstreamOfScans(plan: Plan): ReadonlySet<string> {
  const ordered = new Set<string>();
  for (const { node, type, inputs } of plan.toReversed()) {
    if (type.shape !== 'scan' && !ordered.has(node.id)) continue;
    for (const { from } of inputs) ordered.add(from.node);
  }
  return ordered;
}

/** Runs one stage to its end, by its shape. */
export async function runStage(stage: Stage, sourceIndex: number, selection: Selection): Promise<void> {
  const { type } = stage.planned;
  switch (type.shape) {
    case 'source':
      return runSource(stage, type, sourceIndex, selection);
    case 'each':
      return runEach(stage, type);
    case 'batch':
      return runBatch(stage, type);
    case 'scan':
      return runScan(stage, type);
    case 'cohort':
      return runCohort(stage, type);
    case 'join':
      return runJoin(stage, type);
    case 'collect':
      return runCollect(stage, type);
    case 'job':
      return runJob(stage, type);
  }
}

/** Which samples of each source take part. A limit lists every source once beforehand, without reading a picture [RUN12]. */
export async function selectSamples(
  sources: readonly Stage[],
  options: RunOptions,
): Promise<ReadonlyMap<string, Selection>> {
  const samples = options.samples && new Set(options.samples);
  const selections = new Map<string, Selection>(
    sources.map((stage) => [stage.id, samples ? { samples } : {}]),
  );
  if (options.limit === undefined) return selections;
  const stratifier = new Stratifier(options.limit);
  for (const stage of sources) {
    if (stage.planned.type.shape !== 'source') continue;
    for await (const entry of listSource(stage, stage.planned.type))
      stratifier.add(stage.id, entry.key, 'file' in entry ? entry.file.path : entry.key);
  }
  const chosen = stratifier.choose();
  sources[0]?.scope.tally.chose(chosen);
  for (const stage of sources)
    selections.set(stage.id, { ...selections.get(stage.id), keys: chosen.keys.get(stage.id) ?? new Set() });
  return selections;
}
