import type { ChangeImpact, NodeImpact } from '../../../core/change-impact.ts';
import { compareValues } from '../../../core/compare-flows.ts';
import type { TokenPrice } from '../../../core/endpoint.ts';
import { type Flow, type FlowNode, findNode } from '../../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../../core/flow-edit.ts';
import { upstreamOf } from '../../../core/flow-graph.ts';
import type { NodeId } from '../../../core/ids.ts';
import type { NodeProgress } from '../../../core/run.ts';
import type { ProjectSession } from '../project-session.ts';
import { marksOf, type PastRun, pastRuns, tokensOf } from './past-runs.ts';
import type { WorkMark } from './work-marks.ts';

/**
 * What the next run does again because of a node's settings, as they are or with edits on top. The present flow is held against itself with
 * that node's settings of the last run, so that changes elsewhere are not counted here. Throws FLOW_EDIT for edits that do not fit.
 */
export async function changeImpact(
  project: ProjectSession,
  id: NodeId,
  edits: readonly FlowEdit[] = [],
): Promise<ChangeImpact | undefined> {
  const flow = applyEdits(project.store.flow.flow(), edits);
  const runs = await pastRuns(project);
  const run = runs.find(({ whole }) => whole) ?? runs[0];
  const node = findNode(flow, id);
  const then = run && findNode(run.flow, id);
  if (!run || !node || !then || then.type !== node.type) return undefined;
  const params = differingParams(project, node, then);
  if (params.length === 0) return undefined;
  const now = marksOf(project, flow);
  const before = marksOf(project, withParams(flow, node, then));
  if (!now || !before) return undefined;
  const nodes: NodeImpact[] = [];
  for (const [each, mark] of now) {
    const impact = await nodeImpact(project, { flow, id: each, mark, before, now, run, runs });
    if (impact) nodes.push(impact);
  }
  return nodes.length === 0 ? undefined : { run: run.id, params, nodes };
}

/** Parameters whose values differ, defaults filled in, and can change a result. */
function differingParams(project: ProjectSession, node: FlowNode, then: FlowNode): readonly string[] {
  const descriptor = project.parts.library.catalog.get(node.type);
  if (!descriptor) return [];
  const { defaults, params } = descriptor;
  return compareValues({ ...defaults, ...then.params }, { ...defaults, ...node.params })
    .map(({ name }) => name)
    .filter((name) => params[name] !== undefined && params[name]?.affectsResult !== false);
}

function withParams(flow: Flow, node: FlowNode, then: FlowNode): Flow {
  const former = { ...node, params: then.params };
  return { ...flow, nodes: flow.nodes.map((each) => (each.id === node.id ? former : each)) };
}

interface Question {
  readonly flow: Flow;
  readonly id: NodeId;
  readonly mark: WorkMark;
  readonly before: ReadonlyMap<NodeId, WorkMark>;
  readonly now: ReadonlyMap<NodeId, WorkMark>;
  readonly run: PastRun;
  readonly runs: readonly PastRun[];
}

async function nodeImpact(project: ProjectSession, question: Question): Promise<NodeImpact | undefined> {
  const { flow, id, mark, before, run, runs } = question;
  const node = findNode(flow, id);
  const type = node && project.parts.library.types.get(node.type);
  const former = before.get(id);
  // What a source lists is found out by listing it; what is new of it nobody knows before.
  if (!node || !type || !former || type.shape === 'source') return undefined;
  const asks = type.shape === 'batch';
  const arrived = run.nodes.get(id)?.in ?? arrivedBefore(question);
  if (former.work !== mark.work) {
    const known = asks ? Math.min(arrived, knownResults(runs, mark.work)) : 0;
    const samples = arrived - known;
    const price = asks ? await priceOf(project, node, mark, runs, samples) : {};
    return { node: id, asks, samples, known, ...price };
  }
  if (!asks || former.members === mark.members) return undefined;
  const samples = newcomersTo(question);
  if (samples === 0) return undefined;
  return {
    node: id,
    asks,
    samples,
    known: 0,
    newcomers: true,
    ...(await priceOf(project, node, mark, runs, samples)),
  };
}

/** Samples that earlier runs have settled with the same work: their results are stored. */
function knownResults(runs: readonly PastRun[], work: string): number {
  let most = 0;
  for (const { marks, nodes } of runs)
    for (const [id, mark] of marks) {
      const counts = mark.work === work ? nodes.get(id) : undefined;
      if (counts) most = Math.max(most, counts.kept + counts.rejected);
    }
  return most;
}

/** For a node that the run did not have: what the nodes before it let through. */
function arrivedBefore({ flow, id, run }: Question): number {
  return flow.wires
    .filter((wire) => wire.to.node === id)
    .reduce((sum, { from }) => sum + (run.nodes.get(from.node)?.outputs[from.port] ?? 0), 0);
}

/** At most so many samples did not come this way before and may come now: what changed nodes on the way let through by no wire, or by another. */
function newcomersTo({ flow, id, before, now, run }: Question): number {
  const behind = upstreamOf(flow, [id]);
  let most = 0;
  for (const each of behind) {
    const changed = before.get(each)?.work !== now.get(each)?.work;
    const counts = run.nodes.get(each);
    if (!changed || !counts || each === id) continue;
    const ports = new Set(
      flow.wires
        .filter((wire) => wire.from.node === each && behind.has(wire.to.node))
        .map((wire) => wire.from.port),
    );
    const passed = [...ports].reduce((sum, port) => sum + (counts.outputs[port] ?? 0), 0);
    most += Math.max(0, counts.in - passed);
  }
  return most;
}

type Price = Pick<NodeImpact, 'costUsd' | 'seconds'>;

/**
 * By what a sample has cost and taken with the same captioner in the newest run that asked it; of one that was never asked, by its price and
 * the tokens that samples have taken elsewhere.
 */
async function priceOf(
  project: ProjectSession,
  node: FlowNode,
  mark: WorkMark,
  runs: readonly PastRun[],
  samples: number,
): Promise<Price> {
  if (samples === 0) return { costUsd: 0 };
  const type = project.parts.library.types.get(node.type);
  const params = type?.params.safeParse(node.params);
  const ref = type?.shape === 'batch' && params?.success ? type.captioner(params.data) : undefined;
  const rate = measured(runs, mark.asks);
  if (ref?.kind === 'local')
    return { costUsd: 0, ...(rate && rate.seconds > 0 && { seconds: rate.seconds * samples }) };
  const price = ref && (await project.parts.captioners.facts?.(ref))?.price;
  if (price && price.inputPerMillion + price.outputPerMillion === 0) return { costUsd: 0 };
  const usd = rate && rate.usd > 0 ? rate.usd : price && byTokens(project, runs, price);
  return usd === undefined ? {} : { costUsd: usd * samples };
}

/** Dollars a sample, by the tokens of the newest run that asked anybody. */
function byTokens(project: ProjectSession, runs: readonly PastRun[], price: TokenPrice): number | undefined {
  for (const { id, nodes, marks } of runs) {
    const asked = [...nodes.values()].filter((node) => marks.get(node.id)?.asks !== undefined);
    const fresh = asked.reduce((sum, node) => sum + freshOf(node), 0);
    if (fresh === 0) continue;
    const { promptTokens, completionTokens } = tokensOf(project, id);
    const usd = (promptTokens * price.inputPerMillion + completionTokens * price.outputPerMillion) / 1e6;
    return usd > 0 ? usd / fresh : undefined;
  }
  return undefined;
}

/** Dollars and seconds a sample, of those that were worked on and not reused. */
function measured(runs: readonly PastRun[], asks: string | undefined) {
  for (const { marks, nodes } of runs)
    for (const [id, mark] of marks) {
      const counts = asks !== undefined && mark.asks === asks ? nodes.get(id) : undefined;
      const fresh = counts ? freshOf(counts) : 0;
      if (counts && fresh > 0)
        return { usd: counts.spendUsd / fresh, seconds: counts.elapsedMs / 1000 / fresh };
    }
  return undefined;
}

function freshOf({ kept, rejected, reused }: NodeProgress): number {
  return kept + rejected - reused;
}
