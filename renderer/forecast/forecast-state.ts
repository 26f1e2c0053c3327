import { create } from 'zustand';
import { startRun } from '../app/run-control.ts';
import { flowSent } from '../flow/flow-store.ts';
import { flushTyping } from '../inspector/forms/drafts.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';

interface ForecastState {
  readonly open: boolean;
  /** The run that was started here, so that its end is not taken for another's. */
  readonly trial: number | undefined;
  /** The form is shown although there is a forecast. */
  readonly editing: boolean;
}

/** The forecast dialog. A trial goes on when it is closed. */
export const useForecast = create<ForecastState>(() => ({ open: false, trial: undefined, editing: false }));

export function openForecast(): void {
  useForecast.setState({ open: true });
}

export function closeForecast(): void {
  useForecast.setState({ open: false, editing: false });
}

/** Tries so many samples of the flow as it is now. Rejects with what stands against it. */
export async function tryOut(samples: number, spendUsd: number | undefined): Promise<void> {
  // What was typed just before belongs to what is tried.
  flushTyping();
  await flowSent();
  const { id } = await engine().forecast.start({ samples, ...(spendUsd !== undefined && { spendUsd }) });
  useForecast.setState({ trial: id, editing: false });
}

/** Runs everything, under a new cap where one is given. US dollars. */
export async function runAll(capUsd?: number): Promise<void> {
  try {
    if (capUsd !== undefined) await engine().project.setCap({ capUsd });
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return;
  }
  closeForecast();
  await startRun();
}
