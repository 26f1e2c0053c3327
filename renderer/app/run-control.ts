import type { RunOptions } from '../../core/run.ts';
import { currentFlow, flowSent, useFlowStore } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { flushTyping } from '../inspector/forms/drafts.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { useScreen } from './screen.ts';

/** How many samples a try-out takes. */
export const TRY_OUT = 20;

/** Starts a run; what stands against it is said, and listed under Problems. A paused run goes on instead. */
export async function startRun(
  options: Pick<RunOptions, 'to' | 'limit'> & { retryFailed?: true | string[] } = {},
) {
  const { run } = useProject.getState();
  if (run?.state === 'paused' && Object.keys(options).length === 0) return resumeRun();
  const started = await attempt(async () => {
    // What was typed just before Run is part of what is run.
    flushTyping();
    await flowSent();
    await engine().run.start(options);
    useScreen.setState((state) => ({ stripTab: state.stripTab === 'problems' ? 'live' : state.stripTab }));
  });
  const problems = useFlowStore.getState().state?.confirmed.problems ?? [];
  if (!started && problems.some(({ severity }) => severity === 'error'))
    useScreen.setState({ screen: 'flow', stripTab: 'problems' });
}

export async function pauseRun(): Promise<void> {
  await attempt(() => engine().run.pause());
}

export async function resumeRun(): Promise<void> {
  await attempt(() => engine().run.resume());
}

export async function stopRun(): Promise<void> {
  if (isRunActive(useProject.getState().run)) await attempt(() => engine().run.stop());
}

/** The engine names a node by its id; people know its title. */
function withTitle(message: string): string {
  const [start = '', id] = /^([\w-]+): /.exec(message) ?? [];
  const node = currentFlow().nodes.find((each) => each.id === id);
  return node
    ? `${nodeTitle(node, useFlowStore.getState().catalog)}: ${message.slice(start.length)}`
    : message;
}

/** False where it was refused, which is then said. */
async function attempt(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(withTitle(message), { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
}
