import type { SampleChoice } from '../../core/run.ts';
import { useScreen } from '../app/screen.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';

/** The contract's input is the same with its arrays open for writing. */
type Choice = Parameters<ReturnType<typeof engine>['failure']['skip']>[0];

/** Starts a run that tries these samples again; false where it was refused, which is then said. */
export async function retrySamples(choice: SampleChoice): Promise<boolean> {
  const started = await attempt(() => engine().failure.retry([choice as Choice]));
  if (started) useScreen.setState({ stripTab: 'live' });
  return started !== undefined;
}

/** Puts samples aside, and offers to take that back. */
export async function skipSamples(choice: SampleChoice): Promise<void> {
  const done = await attempt(() => engine().failure.skip(choice as Choice));
  if (!done) return;
  toast(TEXTS.failures.skippedToast(done.count), {
    action: { label: TEXTS.failures.undo, onPress: () => void unskipSamples(choice) },
  });
}

export async function unskipSamples(choice: SampleChoice): Promise<void> {
  const done = await attempt(() => engine().failure.unskip(choice as Choice));
  if (done) toast(TEXTS.failures.unskippedToast(done.count));
}

/** Lets pictures that changed on disk keep the captions of their former bytes: those of a group, or all that were found changed. */
export async function carryCaptionsOver(group?: SampleChoice): Promise<void> {
  const done = await attempt(() => engine().failure.carryOver(group ? { group: group as Choice } : {}));
  if (done) toast(TEXTS.failures.carriedToast(done.count));
}

/** Lets them be captioned like any other picture. */
export async function leaveChangedPictures(): Promise<void> {
  await attempt(() => engine().failure.leaveChanged());
}

async function attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return undefined;
  } finally {
    for (const queryKey of [api.run.problems.key(), api.failure.key()])
      void queryClient.invalidateQueries({ queryKey });
  }
}
