import type { Flow } from '../../core/flow.ts';
import type { NodeCounts, RunProgress } from '../../core/run.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { formatUsd } from './format-number.ts';
import { formatTable } from './plain-text.ts';

/** What `status --json` prints, and `run --json` as its last line. Times are ISO 8601; null where there is none. */
export interface Status {
  readonly run: {
    readonly id: number;
    readonly state: RunProgress['state'];
    readonly startedAt: string;
    readonly endedAt: string | null;
  } | null;
  readonly nodes: readonly StatusNode[];
  readonly images: number;
  /** Heads of caption chains. */
  readonly captions: number;
  readonly spendUsd: number;
}

/** Counts of one node; `in` of a source is what it found [CLI3]. */
export interface StatusNode extends NodeCounts {
  readonly id: string;
  readonly type: string;
}

/** Counts of the whole project. */
export interface ProjectTotals {
  readonly images: number;
  readonly captions: number;
  readonly spendUsd: number;
}

/** Counts of the last run's nodes; nodes that it did not reach stand behind them, with zeros. */
export function statusOf(flow: Flow, run: RunProgress | null, totals: ProjectTotals): Status {
  const ran = run?.nodes ?? [];
  const seen = new Set(ran.map(({ id }) => id));
  const others = flow.nodes.filter(({ id }) => !seen.has(id));
  return {
    run: run && {
      id: run.id,
      state: run.state,
      startedAt: new Date(run.startedAt).toISOString(),
      endedAt: run.endedAt === undefined ? null : new Date(run.endedAt).toISOString(),
    },
    nodes: [
      ...ran.map(({ id, type, in: entered, kept, rejected, failed, pending, reused }) => ({
        id,
        type,
        in: entered,
        kept,
        rejected,
        failed,
        pending,
        reused,
      })),
      ...others.map(({ id, type }) => ({
        id,
        type,
        in: 0,
        kept: 0,
        rejected: 0,
        failed: 0,
        pending: 0,
        reused: 0,
      })),
    ],
    images: totals.images,
    captions: totals.captions,
    spendUsd: totals.spendUsd,
  };
}

/** Status of an open project; of its last run where no other is given. */
export function projectStatus(
  project: ProjectSession,
  run: RunProgress | null = project.runs.current(),
): Status {
  const { store } = project;
  return statusOf(store.flow.flow(), run, {
    images: store.images.count(),
    captions: store.captions.count(),
    spendUsd: store.budget.spend().settledUsd,
  });
}

/** The table that stands under a run and in `status`. */
export function formatStatus(status: Status): string {
  const rows = status.nodes.map((node) => [
    node.id,
    node.in,
    node.kept,
    node.rejected,
    node.failed,
    node.reused,
  ]);
  const pending = status.nodes.reduce((sum, node) => sum + node.pending, 0);
  const run = status.run === null ? 'Not run yet.' : `Run ${status.run.id}: ${status.run.state}.`;
  const money = status.spendUsd > 0 ? `, ${formatUsd(status.spendUsd)} spent` : '';
  return [
    formatTable([['node', 'in', 'kept', 'rejected', 'failed', 'reused'], ...rows]),
    '',
    `${run} ${status.images.toLocaleString('en-US')} images, ${status.captions.toLocaleString('en-US')} captions${money}${pending > 0 ? `, ${pending.toLocaleString('en-US')} pending` : ''}.`,
    '',
  ].join('\n');
}
