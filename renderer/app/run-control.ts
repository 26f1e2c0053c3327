import type { RunOptions, RunProgress } from '../../core/run.ts';
import { flowSent } from '../flow/flow-store.ts';
import { flushTyping } from '../inspector/forms/drafts.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { isRunActive, useProject } from '../rpc/project-state.ts';
import { useScreen } from './screen.ts';

/** How many samples a try-out takes. */
export const TRY_OUT = 20;

/** Starts a run; what stands against it is said, and listed under Problems. A paused run goes on instead. */
export async function startRun(
  options: Pick<RunOptions, 'to' | 'limit'> & { retryFailed?: true | string[] } = {},
) {
  const { run } = useProject.getState();
  if (run?.state === 'paused' && Object.keys(options).length === 0) return resumeRun();
  await attempt(async () => {
    // What was typed just before Run is part of what is run.
    flushTyping();
    await flowSent();
    await engine().run.start(options);
    useScreen.setState((state) => ({ stripTab: state.stripTab === 'problems' ? 'live' : state.stripTab }));
  });
}

export function pauseRun(): Promise<void> {
  return attempt(() => engine().run.pause());
}

export function resumeRun(): Promise<void> {
  return attempt(() => engine().run.resume());
}

export async function stopRun(): Promise<void> {
  if (isRunActive(useProject.getState().run)) await attempt(() => engine().run.stop());
}

async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    const { message, remedy, code } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    if (code === 'FLOW_INVALID') useScreen.setState({ screen: 'flow', stripTab: 'problems' });
  }
}

/** What the run pill says: samples that are through, of how many, and the longest time left of any node. */
export interface RunSum {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly rejected: number;
  readonly etaSeconds?: number;
}

/**
 * The work of a run as one number: the settled samples of its slowest stretch, which are the captioners where there are any,
 * otherwise the node with most to do.
 */
export function sumRun(run: RunProgress): RunSum {
  const captioners = run.nodes.filter((node) => node.type.startsWith('captioners.'));
  const most = run.nodes.reduce<(typeof run.nodes)[number] | undefined>(
    (best, node) => (best && (best.expected ?? best.in) >= (node.expected ?? node.in) ? best : node),
    undefined,
  );
  const counted = captioners.length > 0 ? captioners : most ? [most] : [];
  const sum = (pick: (node: (typeof run.nodes)[number]) => number) =>
    counted.reduce((total, node) => total + pick(node), 0);
  const left = run.nodes.flatMap((node) => node.etaSeconds ?? []);
  return {
    done: sum((node) => node.kept + node.rejected + node.failed),
    total: sum((node) => Math.max(node.expected ?? 0, node.in)),
    failed: run.nodes.reduce((total, node) => total + node.failed, 0),
    rejected: run.nodes.reduce((total, node) => total + node.rejected, 0),
    ...(left.length > 0 && { etaSeconds: Math.max(...left) }),
  };
}
