import type { ErrorRecord, FixAction } from '../../core/errors.ts';
import type { FlowNode } from '../../core/flow.ts';
import type { Problem } from '../../core/problem.ts';
import type { NodeProgress, ProblemGroup, RunProgress } from '../../core/run.ts';
import { formatElapsed, formatMoney, formatRate, formatTimeLeft } from '../format.ts';
import type { Status } from '../parts/StatusIcon.tsx';
import { TEXTS } from '../texts.ts';

/** What stands against a node, with the button that repairs it. */
export interface CardProblem {
  readonly message: string;
  readonly remedy?: string;
  readonly fix?: FixAction;
  readonly code: string;
  readonly excerpt?: string;
}

/** The bottom line of a card: three places, any of them empty. */
export interface CardFooter {
  readonly icon?: Status;
  readonly left: string;
  readonly middle?: string;
  readonly right?: string;
}

/** How a node's card looks, from what is known of the node. */
export interface CardState {
  readonly status: Status;
  /** Zone 4 as the fix of an error. */
  readonly problem?: CardProblem;
  /** A chip in the summary. */
  readonly warning?: string;
  /** How the node works while it runs. */
  readonly detail?: string;
  readonly counts?: NodeProgress;
  readonly footer?: CardFooter;
  /** What it has is from before the last changes [RUN15]. */
  readonly outdated?: true;
}

type RunFacts = Pick<RunProgress, 'state' | 'reason'>;

/** Derives the states of the design language, section 3. A node that is switched off or unknown says only that. */
export function cardState(
  node: FlowNode,
  known: boolean,
  problems: readonly Problem[],
  progress: NodeProgress | undefined,
  run: RunFacts | undefined,
  /** The most frequent cause of this node's failed samples. */
  cause?: Pick<ProblemGroup, 'reason' | 'remedy' | 'code'>,
): CardState {
  if (node.mode === 'muted') return { status: 'muted', footer: { icon: 'muted', left: TEXTS.node.muted } };
  if (node.mode === 'bypassed')
    return { status: 'bypassed', footer: { icon: 'bypassed', left: TEXTS.node.bypassed } };
  if (!known) return { status: 'unknown', footer: { icon: 'unknown', left: TEXTS.node.unknownFix } };
  const errors = problems.filter((problem) => problem.severity === 'error');
  // A port that still waits for its wire is part of building, not a fault: it is said by a chip.
  const fault = errors.find((problem) => problem.code !== 'INPUT_MISSING');
  const active = run?.state === 'running' || run?.state === 'queued';
  // While it may go on, the number says it; the way to try them again comes with the end.
  const settled = progress !== undefined && !MAY_GO_ON.has(stateNow(progress, run));
  const failures = settled && progress.failed > 0 ? fromFailures(progress.failed, cause) : undefined;
  // Money that ran out is no fault of the node: it is paused, with the way to go on.
  const capped = run?.state === 'paused' && progress?.error?.code === 'BUDGET_REACHED';
  const problem = progress?.error
    ? fromError(progress.error)
    : fault && !active
      ? fromProblem(fault)
      : undefined;
  const soft =
    problems.find((each) => each !== fault && (each.severity === 'warning' || each.code === 'INPUT_MISSING'))
      ?.message ?? (progress?.state === 'running' ? progress.note : undefined);
  const base = progress
    ? progressState(capped ? { ...progress, state: 'paused' } : progress, run)
    : ({ status: 'idle' } as const);
  return {
    ...base,
    ...(soft !== undefined && { warning: soft }),
    ...(progress?.state === 'running' && progress.detail !== undefined && { detail: progress.detail }),
    ...(soft !== undefined &&
      (base.status === 'idle' || base.status === 'done') && { status: 'warning' as const }),
    ...(failures && { problem: failures, ...(base.status === 'done' && { status: 'warning' as const }) }),
    ...(problem && { problem, ...(!capped && { status: 'error' as const }) }),
  };
}

const MAY_GO_ON: ReadonlySet<NodeProgress['state']> = new Set(['running', 'queued', 'waiting', 'paused']);

/** The same after a change that its results do not have yet; a node at work says so only once it is done. */
export function asOutdated(state: CardState): CardState {
  if (!state.counts || AT_WORK.has(state.status)) return state;
  const { right } = state.footer ?? {};
  return {
    ...state,
    outdated: true,
    ...((state.status === 'done' || state.status === 'reused') && { status: 'outdated' as const }),
    footer: { icon: 'outdated', left: TEXTS.status.outdated, ...(right !== undefined && { right }) },
  };
}
const AT_WORK: ReadonlySet<Status> = new Set(['running', 'queued', 'waiting']);

function progressState(progress: NodeProgress, run: RunFacts | undefined): CardState {
  const spent = progress.spendUsd > 0 && { right: formatMoney(progress.spendUsd) };
  const settled = progress.kept + progress.rejected;
  switch (stateNow(progress, run)) {
    case 'queued':
      return { status: 'queued', counts: progress, footer: { icon: 'queued', left: TEXTS.node.queued } };
    case 'waiting':
      return {
        status: 'waiting',
        ...(progress.in > 0 && { counts: progress }),
        footer: { icon: 'waiting', left: progress.note ?? TEXTS.status.waiting },
      };
    case 'running':
      return {
        status: 'running',
        counts: progress,
        footer: {
          // Until the first sample is through, there is no rate to tell.
          left: progress.ratePerSecond > 0 ? formatRate(progress.ratePerSecond) : TEXTS.status.running,
          ...(progress.etaSeconds !== undefined && { middle: formatTimeLeft(progress.etaSeconds) }),
          ...spent,
        },
      };
    case 'paused': {
      const left = run?.reason?.code === 'BUDGET_REACHED' ? TEXTS.node.pausedByCap : pausedBy(run);
      return { status: 'paused', counts: progress, footer: { icon: 'paused', left, ...spent } };
    }
    case 'stopped':
      return {
        status: 'stopped',
        counts: progress,
        footer: { icon: 'stopped', left: TEXTS.node.stopped, ...spent },
      };
    case 'done':
      if (settled > 0 && progress.reused === settled && progress.failed === 0)
        return {
          status: 'reused',
          counts: progress,
          footer: reusedFooter(),
        };
      return {
        status: 'done',
        counts: progress,
        footer: { left: formatElapsed(progress.elapsedMs), ...spent },
      };
    case 'error':
      return { status: 'error', ...(progress.in > 0 && { counts: progress }) };
  }
}

/** Everything was reused; `run` is where it comes from, where that is known. */
export function reusedFooter(run?: number): CardFooter {
  const left = run === undefined ? TEXTS.node.reused : TEXTS.node.reusedFrom(run);
  return { icon: 'reused', left, right: formatMoney(0) };
}

/** A node that was at work when the run was paused or ended is no longer at work, whatever it said last. */
function stateNow({ state }: NodeProgress, run: RunFacts | undefined): NodeProgress['state'] {
  const atWork = state === 'running' || state === 'queued' || state === 'waiting';
  if (!atWork || !run || run.state === 'running' || run.state === 'queued') return state;
  if (run.state === 'paused') return state === 'running' ? 'paused' : state;
  return run.state === 'done' ? state : 'stopped';
}

function pausedBy(run: RunFacts | undefined): string {
  return run?.reason ? TEXTS.node.paused : TEXTS.node.pausedByYou;
}

function fromError(error: ErrorRecord): CardProblem {
  return error;
}

/** Failed samples beside good ones: said with their cause, and tried again from here. */
function fromFailures(count: number, cause: Parameters<typeof cardState>[5]): CardProblem {
  const remedy = [cause?.reason, cause?.remedy].filter(Boolean).join(' ');
  return {
    message: TEXTS.node.failedSome(count),
    code: cause?.code ?? '',
    fix: 'retry-failed',
    ...(remedy !== '' && { remedy }),
  };
}

function fromProblem({ message, remedy, fix, code }: Problem): CardProblem {
  return { message, remedy, code, ...(fix && { fix }) };
}
