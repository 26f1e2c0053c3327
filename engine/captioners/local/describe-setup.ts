import type { ExecutionProvider } from '../../hosts/host-messages.ts';
import type { FoundSetup } from './find-setup.ts';
import type { HostSetup } from './host-setup.ts';

export interface SetupState {
  readonly provider: ExecutionProvider | undefined;
  readonly refused: readonly { readonly provider: ExecutionProvider }[];
  readonly setup: HostSetup;
  readonly found: FoundSetup | undefined;
  readonly trying: boolean;
  /** Of each process. */
  readonly memoryBytes: readonly number[];
  readonly imagesPerSecond: number | undefined;
}

/** Execution providers as people know them. */
const PROVIDERS: Readonly<Record<ExecutionProvider, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
};

/** One line for the node's card: where the model runs and how; undefined until a process has loaded it. */
export function describeSetup(state: SetupState): string | undefined {
  const { provider, setup, found, memoryBytes, imagesPerSecond } = state;
  if (provider === undefined) return undefined;
  const { hosts, threads, batchSize } = setup;
  const notes = [
    `${PROVIDERS[provider]}: ${count(hosts, 'process', 'processes')} × ${count(threads, 'thread', 'threads')}`,
  ];
  if (batchSize > 1) notes.push(`${batchSize} pictures at once`);
  // Batches would be quicker and are not taken: that is said.
  if (found?.exactBatches === false)
    notes.push('one picture at a time, as in batches its captions would differ');
  if (imagesPerSecond !== undefined) notes.push(`${rounded(imagesPerSecond)} images/s`);
  if (memoryBytes.length > 0) notes.push(`${Math.round(Math.max(...memoryBytes) / 1e6)} MB each`);
  if (state.trying) notes.push('trying settings');
  return notes.join(' · ');
}

/** What a person may want to change: execution providers that did not work; undefined when all is well. */
export function noteOfSetup({
  provider,
  refused,
}: Pick<SetupState, 'provider' | 'refused'>): string | undefined {
  if (provider === undefined || refused.length === 0) return undefined;
  const names = refused.map((one) => PROVIDERS[one.provider]).join(' and ');
  return `Runs on the ${PROVIDERS[provider]}: ${names} did not work here`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}

function rounded(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toPrecision(2);
}
