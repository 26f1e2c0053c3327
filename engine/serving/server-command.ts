import type { ServerProgram } from '../../core/serving/managed-server.ts';
import type { DeviceKind } from '../training/device-queue.ts';
import { trainerEnvironment } from '../training/start-job.ts';

/** What is started for a server. */
export interface ServerLaunch {
  readonly program: ServerProgram;
  /** Interpreter for transformers, the program itself for vLLM. */
  readonly executable: string;
  /** Name of the model, relative to the folder that the program runs in. */
  readonly model: string;
  readonly kind: DeviceKind;
  /** Numbers of the devices that it may use. */
  readonly devices: readonly number[];
  readonly port: number;
  readonly key: string;
}

/** The only address that servers listen on. */
export const LOOPBACK = '127.0.0.1';

/**
 * The command line. transformers 5.24 (`transformers serve --help`): `--trust-remote-code` is off unless given, a model that is named here is loaded at the
 * start, never unloaded, and the only one that is answered for. vLLM 0.33 (`vllm serve --help`): `--trust-remote-code` is off unless given, local files are not
 * opened for requests unless `--allowed-local-media-path` is given, and `--load-format safetensors` opens no pickles.
 */
export function serverArguments({ program, model, kind, port }: ServerLaunch): readonly string[] {
  if (program === 'vllm') {
    const served = ['--served-model-name', model, '--load-format', 'safetensors'];
    return ['serve', model, ...served, '--host', LOOPBACK, '--port', String(port)];
  }
  // On CUDA the devices that it sees are the ones that it was given.
  const device = kind === 'cuda' ? 'cuda:0' : kind;
  const module = ['-m', 'transformers.cli.transformers', 'serve', model];
  return [...module, '--device', device, '--host', LOOPBACK, '--port', String(port)];
}

/** Nothing is fetched, nothing is told to anybody, and no secret of ours goes along but the server's own key. */
export function serverEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  { program, kind, devices, key }: ServerLaunch,
): Record<string, string | undefined> {
  return {
    ...trainerEnvironment(own, { packageFolder: '', kind, devices, processes: 1 }),
    PYTHONPATH: undefined,
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    HF_HUB_DISABLE_UPDATE_CHECK: '1',
    DO_NOT_TRACK: '1',
    ...(program === 'vllm' && { VLLM_API_KEY: key, VLLM_NO_USAGE_STATS: '1' }),
  };
}

/** Whether a program asks for the key: `transformers serve` knows none. */
export function asksForKey(program: ServerProgram): boolean {
  return program === 'vllm';
}
