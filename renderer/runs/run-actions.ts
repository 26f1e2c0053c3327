import type { RunId } from '../../core/ids.ts';
import { goTo } from '../app/screen.ts';
import { native } from '../native/native-abilities.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';

const TEXTS = RUNS_TEXTS.one;

/** Stores what a person says of a run. */
export async function remark(
  run: number,
  remarks: { readonly title?: string; readonly notes?: string; readonly pinned?: boolean },
): Promise<void> {
  await attempt(() => engine().runHistory.remark({ run: run as RunId, ...remarks }));
  await queryClient.invalidateQueries({ queryKey: api.runHistory.list.key() });
  await queryClient.invalidateQueries({ queryKey: api.runHistory.report.key() });
}

/** Makes the run's flow the present one and shows it; undo takes it back. */
export async function restoreFlow(run: number): Promise<void> {
  const done = await attempt(() => engine().runHistory.restoreFlow({ run: run as RunId }));
  if (!done) return;
  goTo('flow');
  toast(TEXTS.restored(run));
}

/** Sets the flow back where it differs, and starts the same run. */
export async function reproduceRun(run: number): Promise<boolean> {
  const started = await attempt(() => engine().runHistory.reproduce({ run: run as RunId }));
  if (started) goTo('flow');
  return started;
}

export async function saveReport(run: number, format: 'json' | 'markdown'): Promise<void> {
  const out = await native().pickSaveFile(`run-${run}.${format === 'json' ? 'json' : 'md'}`);
  if (out === undefined) return;
  const saved = await attempt(() => engine().runHistory.save({ run: run as RunId, format, out }));
  if (saved) toast(TEXTS.saved(out));
}

export async function copyReport(run: number): Promise<void> {
  const copied = await attempt(async () => {
    const { text } = await engine().runHistory.write({ run: run as RunId, format: 'markdown' });
    await navigator.clipboard.writeText(text);
  });
  if (copied) toast(TEXTS.copied);
}

/** False where it was refused, which is then said. */
async function attempt(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
}
