import {
  compareFlows,
  compareValues,
  type FlowDifference,
  isSameFlow,
  type ValueChange,
} from './compare-flows.ts';
import { EMPTY_FLOW } from './flow.ts';
import type { NodeId } from './ids.ts';
import type { Json } from './json.ts';
import type { RunProblem, RunReport, RunReportNode } from './run-report.ts';

/** What stands over either side of a comparison. */
export interface ComparedRun {
  readonly id: number;
  readonly title: string;
  readonly state: RunReport['run']['state'];
  readonly startedAt: string;
  readonly flowRevision: number;
}

/** A number on both sides; null where a side does not know it. */
export interface Figure {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** A cause of rejection or failure with how often it came on either side. */
export interface ReasonComparison {
  readonly outcome: RunProblem['outcome'];
  readonly reason: string;
  readonly code: string | null;
  readonly before: number;
  readonly after: number;
}

/** One node in both runs; a side is absent where the node did not run there. */
export interface NodeComparison {
  readonly id: NodeId;
  readonly title: string;
  readonly type: string;
  readonly before?: RunReportNode;
  readonly after?: RunReportNode;
  /** Those that differ, the most different first. */
  readonly reasons: readonly ReasonComparison[];
}

/** In which a model at a node differs. */
export interface ModelChange {
  readonly node: NodeId;
  readonly changes: readonly ValueChange[];
}

/** What an artifact of the same node came to. */
export interface ArtifactComparison {
  readonly node: NodeId;
  readonly title: string;
  readonly before?: { readonly digest: string; readonly count: number };
  readonly after?: { readonly digest: string; readonly count: number };
}

/** Everything in which two runs differ, from what their reports say. */
export interface RunComparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** Absent where the flow of either run is not known. */
  readonly flow?: FlowDifference;
  readonly options: readonly ValueChange[];
  readonly environment: readonly ValueChange[];
  readonly models: readonly ModelChange[];
  /** Time, money, tokens and counts of the whole run; all of them, also those that are alike. */
  readonly figures: readonly Figure[];
  /** Every node of either run, in the order of the later one. */
  readonly nodes: readonly NodeComparison[];
  readonly artifacts: readonly ArtifactComparison[];
}

/** Compares two runs by their reports. */
export function compareRuns(before: RunReport, after: RunReport): RunComparison {
  const [oldFlow, newFlow] = [before.flow.flow, after.flow.flow];
  return {
    before: headOf(before),
    after: headOf(after),
    ...(oldFlow && newFlow && { flow: compareFlows(oldFlow, newFlow) }),
    options: compareValues(before.options, after.options),
    environment: compareEnvironments(before.environment, after.environment),
    models: compareModels(before, after),
    figures: compareFigures(before, after),
    nodes: compareNodes(before, after),
    artifacts: compareArtifacts(before, after),
  };
}

/** Nothing differs but when they ran and how long it took. */
export function isSameRun(comparison: RunComparison): boolean {
  const { flow, options, environment, models, figures, nodes, artifacts } = comparison;
  return (
    isSameFlow(flow ?? compareFlows(EMPTY_FLOW, EMPTY_FLOW)) &&
    options.length + environment.length + models.length === 0 &&
    figures.every(({ name, before, after }) => name === 'durationMs' || before === after) &&
    nodes.every((node) => isSameNode(node)) &&
    artifacts.every(({ before, after }) => before?.digest === after?.digest)
  );
}

const COUNTS = ['in', 'kept', 'rejected', 'failed', 'pending', 'reused'] as const;

/** The node came to the same counts, for the same reasons. */
export function isSameNode({ before, after, reasons }: NodeComparison): boolean {
  if (!before || !after) return false;
  return reasons.length === 0 && COUNTS.every((count) => before[count] === after[count]);
}

/** Share of what came in, 0 to 1; undefined where nothing did. */
export function shareOf(
  node: RunReportNode | undefined,
  count: 'kept' | 'rejected' | 'failed',
): number | undefined {
  return node === undefined || node.in === 0 ? undefined : node[count] / node.in;
}

function headOf({ run, flow }: RunReport): ComparedRun {
  const { id, title, state, startedAt } = run;
  return { id, title, state, startedAt, flowRevision: flow.revision };
}

/** Which of the app's hosts started a run changes nothing of it. */
function compareEnvironments(
  before: RunReport['environment'],
  after: RunReport['environment'],
): readonly ValueChange[] {
  if (before === null || after === null) return [];
  return compareValues(before, after).filter(({ name }) => name !== 'host');
}

function compareModels(before: RunReport, after: RunReport): readonly ModelChange[] {
  const facts = (report: RunReport, node: NodeId): Record<string, Json | undefined> => {
    const model = report.models.find((one) => one.node === node);
    if (model === undefined) return {};
    const { title, identity, repliedAs } = model;
    const known =
      typeof identity === 'object' && identity !== null && !Array.isArray(identity) ? identity : { identity };
    return { title, ...(known as Record<string, Json>), ...(repliedAs.length > 0 && { repliedAs }) };
  };
  // A node that ran in one of the two only is told by the flow.
  const shared = before.models.filter(({ node }) => after.models.some((model) => model.node === node));
  return shared.flatMap(({ node }) => {
    const [old, now] = [facts(before, node), facts(after, node)];
    // A run that reused everything has heard no reply, which is no difference.
    const heard = old.repliedAs !== undefined && now.repliedAs !== undefined;
    const changes = compareValues(old, now).filter(({ name }) => heard || name !== 'repliedAs');
    return changes.length === 0 ? [] : [{ node, changes }];
  });
}

function compareFigures(before: RunReport, after: RunReport): readonly Figure[] {
  const figures = ({ run, totals }: RunReport): Readonly<Record<string, number | null>> => {
    const { found, kept, captions, reused, rejected, failed, spendUsd } = totals;
    const { promptTokens, completionTokens } = totals;
    const durationMs = run.durationMs;
    return {
      durationMs,
      spendUsd,
      promptTokens,
      completionTokens,
      found,
      captions,
      reused,
      kept,
      rejected,
      failed,
    };
  };
  const [old, now] = [figures(before), figures(after)];
  return Object.keys(old).map((name) => ({ name, before: old[name] ?? null, after: now[name] ?? null }));
}

function compareNodes(before: RunReport, after: RunReport): readonly NodeComparison[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const ids = [...new Set([...now.keys(), ...old.keys()])];
  return ids.flatMap((id) => {
    const [earlier, later] = [old.get(id), now.get(id)];
    const either = later ?? earlier;
    if (either === undefined) return [];
    return {
      id,
      title: either.title,
      type: either.type,
      ...(earlier && { before: earlier }),
      ...(later && { after: later }),
      reasons: compareReasons(problemsOf(before, id), problemsOf(after, id)),
    };
  });
}

function problemsOf(report: RunReport, node: NodeId): readonly RunProblem[] {
  return report.problems.filter((problem) => problem.node === node);
}

function compareReasons(
  before: readonly RunProblem[],
  after: readonly RunProblem[],
): readonly ReasonComparison[] {
  const nameOf = ({ outcome, code, reason }: RunProblem) => JSON.stringify([outcome, code, reason]);
  const all = new Map<string, ReasonComparison>();
  for (const [side, problems] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const problem of problems) {
      const { outcome, reason, code, count } = problem;
      const known = all.get(nameOf(problem)) ?? { outcome, reason, code, before: 0, after: 0 };
      all.set(nameOf(problem), { ...known, [side]: known[side] + count });
    }
  }
  const gap = (reason: ReasonComparison) => Math.abs(reason.after - reason.before);
  return [...all.values()].filter((reason) => gap(reason) > 0).sort((a, b) => gap(b) - gap(a));
}

function compareArtifacts(before: RunReport, after: RunReport): readonly ArtifactComparison[] {
  const nodes = [...new Set([...after.artifacts, ...before.artifacts].map(({ node }) => node))];
  return nodes.map((node) => {
    const side = (report: RunReport) => report.artifacts.find((artifact) => artifact.node === node);
    const facts = (artifact: ReturnType<typeof side>) =>
      artifact && { digest: artifact.digest, count: artifact.count };
    const [old, now] = [side(before), side(after)];
    return {
      node,
      title: (now ?? old)?.title ?? node,
      ...(old && { before: facts(old) }),
      ...(now && { after: facts(now) }),
    };
  });
}
