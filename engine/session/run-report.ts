import { type ErrorRecord, UserError } from '../../core/errors.ts';
import { type Flow, findNode } from '../../core/flow.ts';
import { COMPARED, type ForecastReport } from '../../core/forecast.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { NodeProgress, ProblemGroup, RunOptions, RunProgress } from '../../core/run.ts';
import {
  RUN_REPORT_FORMAT,
  RUN_REPORT_VERSION,
  type RunCost,
  type RunModel,
  type RunProblem,
  type RunReport,
  type RunReportNode,
} from '../../core/run-report.ts';
import type { NodeLibrary } from '../run/index.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { RunFacts } from '../store/run-facts-table.ts';
import type { Usage } from '../store/run-usage.ts';
import type { ProjectSession } from './project-session.ts';
import { costsBySource, costsOf, keptOf, usageOf } from './run-report-costs.ts';

/** What a report is made from. */
export interface ReportSource {
  readonly store: ProjectStore;
  readonly library: NodeLibrary;
  /** The run under way, whose counts are newer than the store's. */
  readonly current: RunProgress | null;
  readonly forecasts: { report(run: RunProgress): ForecastReport | undefined };
}

/** Parts of a report that take a walk over all captions. */
export interface ReportExtent {
  readonly bySource?: boolean;
}

/** What reports of an open project are made from. */
export function reportSource(project: ProjectSession): ReportSource {
  const { store, parts, forecasts } = project;
  return { store, library: parts.library, current: project.runs.current(), forecasts };
}

/** Everything that is known of a run, with the places and names that it has in the project. Throws NOT_FOUND. */
export async function runReport(
  source: ReportSource,
  run: RunId,
  { bySource = false }: ReportExtent = {},
): Promise<RunReport> {
  const { store, library, current } = source;
  const progress = current?.id === run ? current : store.runs.progress(run);
  const facts = store.runFacts.facts(run);
  if (progress === undefined || facts === undefined) throw noSuchRun(run);
  const flow = flowOf(store, progress.flowRevision);
  const usage = await usageOf(store, run, facts, progress.endedAt !== undefined);
  const kept = await keptOf(store, run, facts);
  const nodes = progress.nodes.map((node) => reportNode(node, titleOf(node.id, flow, library) ?? node.id));
  const costs = costsOf(usage, kept, nodes);
  return {
    format: RUN_REPORT_FORMAT,
    version: RUN_REPORT_VERSION,
    project: store.meta.name(),
    run: reportRun(progress, facts),
    options: reportOptions(facts.options),
    flow: { revision: progress.flowRevision, reviewSequence: facts.reviewSequence, flow: flow ?? null },
    seeds: seedsOf(flow, library, progress),
    environment: facts.environment ?? null,
    models: modelsOf(facts, usage),
    totals: totalsOf(nodes, costs, facts, source, run),
    nodes,
    costs,
    costsBySource: bySource && store.runFacts.hasSamples(run) ? await costsBySource(store, run) : null,
    forecast: forecastLines(source.forecasts.report(progress)),
    problems: store.runFacts.problems(run).map(reportProblem),
    artifacts: facts.artifacts.map(({ node, kind, title, digest, count }) => ({
      node,
      kind,
      title,
      digest,
      count,
    })),
    log: facts.log.map(({ at, level, node, text }) => ({ at: iso(at), level, node: node ?? null, text })),
  };
}

/** The flow of a revision; undefined where it is not kept or cannot be read. */
export function flowOf(store: Pick<ProjectStore, 'flow'>, revision: number): Flow | undefined {
  try {
    return store.flow.revisionFlow(revision);
  } catch {
    // A flow that this version cannot read: everything else about the run still can be.
    return undefined;
  }
}

export function noSuchRun(run: number): UserError {
  return new UserError('NOT_FOUND', `There is no run ${run}.`, { remedy: 'Choose one of the list.' });
}

const iso = (at: number) => new Date(at).toISOString();

function reportRun(progress: RunProgress, { title, notes, pinned, options }: RunFacts): RunReport['run'] {
  const { id, state, startedAt, endedAt, reason } = progress;
  return {
    id,
    state,
    startedAt: iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    // A clock that was set back in between would give less than nothing.
    durationMs: endedAt === undefined ? null : Math.max(0, endedAt - startedAt),
    title,
    notes,
    pinned,
    reproduces: options.reproduces ?? null,
    reason: reportError(reason),
  };
}

function reportOptions(options: RunOptions): RunReport['options'] {
  const { to, limit, samples, capUsd, retryFailed, retry } = options;
  const chosen = retry && [...new Set(retry.map(({ node }) => node))];
  return {
    to: to ?? null,
    limit: limit ?? null,
    samples: samples?.length ?? null,
    capUsd: capUsd ?? null,
    retryFailed: typeof retryFailed === 'object' ? [...retryFailed] : (retryFailed ?? chosen ?? false),
  };
}

function reportNode(node: NodeProgress, title: string): RunReportNode {
  const { id, type, state, in: cameIn, kept, rejected, failed, pending, reused } = node;
  const worked = kept + rejected + failed - reused;
  return {
    id,
    type,
    title,
    state,
    in: cameIn,
    kept,
    rejected,
    failed,
    pending,
    reused,
    outputs: { ...node.outputs },
    elapsedMs: Math.max(0, node.elapsedMs),
    perSecond: worked > 0 && node.elapsedMs > 0 ? (worked * 1000) / node.elapsedMs : null,
    spendUsd: node.spendUsd,
    error: reportError(node.error),
  };
}

function reportError(error: ErrorRecord | undefined): RunReportNode['error'] {
  return error === undefined
    ? null
    : { code: error.code, message: error.message, remedy: error.remedy ?? null };
}

function reportProblem({ node, outcome, code, reason, remedy, count, examples }: ProblemGroup): RunProblem {
  return {
    node,
    outcome,
    code: code ?? null,
    reason,
    remedy: remedy ?? null,
    count,
    examples: examples.flatMap(({ path }) => path ?? []),
  };
}

function titleOf(id: NodeId, flow: Flow | undefined, library: NodeLibrary): string | undefined {
  const node = flow && findNode(flow, id);
  return node && (node.title || library.catalog.get(node.type)?.title);
}

/** Seeds as the run used them: set on the node, or its type's default. */
function seedsOf(
  flow: Flow | undefined,
  { catalog }: NodeLibrary,
  { nodes }: RunProgress,
): RunReport['seeds'] {
  return Object.fromEntries(
    nodes.flatMap(({ id }) => {
      const node = flow && findNode(flow, id);
      const seed = node?.params.seed ?? catalog.get(node?.type ?? '')?.params.seed?.default;
      return Number.isInteger(seed) ? [[id, Number(seed)]] : [];
    }),
  );
}

/** Every number of the forecast that a run followed, with the fact where the run came to one. */
function forecastLines(report: ForecastReport | undefined): RunReport['forecast'] {
  if (report === undefined) return [];
  const { forecast, comparisons } = report;
  return COMPARED.flatMap((what) => {
    const estimate = forecast[what];
    if (estimate === undefined) return [];
    const { value, low, high } = estimate;
    const fact = comparisons.find(({ name }) => name === what)?.actual;
    return { what, low: low ?? null, expected: value, high: high ?? null, fact: fact ?? null };
  });
}

/** Models as they were opened; of runs that did not note that, as their captions name them. */
function modelsOf({ models }: RunFacts, usage: readonly Usage[]): RunModel[] {
  const opened: readonly { readonly node: NodeId; readonly title: string; readonly identity: Json }[] =
    models.length > 0
      ? models
      : [...new Map(usage.map((one) => [JSON.stringify([one.node, one.identity]), one])).values()];
  return opened.map(({ node, title, identity }) => ({
    node,
    title,
    identity,
    repliedAs: [
      ...new Set(usage.filter((one) => one.node === node).flatMap(({ repliedAs }) => repliedAs ?? [])),
    ].sort(),
  }));
}

function totalsOf(
  nodes: readonly RunReportNode[],
  costs: readonly RunCost[],
  { artifacts }: RunFacts,
  { store, library }: ReportSource,
  run: RunId,
): RunReport['totals'] {
  const sum = <T>(list: readonly T[], of: (item: T) => number) =>
    list.reduce((all, item) => all + of(item), 0);
  const sources = nodes.filter(({ type }) => library.catalog.get(type)?.shape === 'source');
  const datasets = artifacts.filter(({ kind }) => kind === 'dataset');
  return {
    found: sum(sources, (node) => node.in),
    captions: sum(costs, ({ captions }) => captions),
    kept: datasets.length === 0 ? null : sum(datasets, ({ count }) => count),
    rejected: sum(nodes, ({ rejected }) => rejected),
    failed: sum(nodes, ({ failed }) => failed),
    reused: sum(nodes, ({ reused }) => reused),
    spendUsd: store.budget.spentIn(run),
    promptTokens: sum(costs, ({ promptTokens }) => promptTokens),
    completionTokens: sum(costs, ({ completionTokens }) => completionTokens),
    reasoningTokens: sum(costs, ({ reasoningTokens }) => reasoningTokens),
  };
}
