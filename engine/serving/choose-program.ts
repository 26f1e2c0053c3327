import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { ServerProgram } from '../../core/serving/managed-server.ts';
import type { DeviceKind } from '../training/device-queue.ts';
import { programOf } from '../training/find-uv.ts';

/** Names an interpreter that has vLLM. */
export const NAMED_VLLM = 'EKPHRASIS_VLLM_PYTHON';

/**
 * vLLM's program: beside the interpreter that is named, else on the PATH; undefined where there is none. It is never installed by the app: it asks for a
 * torch of its own, other than the trainer's.
 */
export async function findVllm(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const named = environment[NAMED_VLLM];
  const folders = (environment.PATH ?? '').split(path.delimiter).filter(Boolean);
  const name = process.platform === 'win32' ? 'vllm.exe' : 'vllm';
  const candidates =
    named === undefined
      ? folders.map((folder) => path.join(folder, name))
      : [path.join(path.dirname(named), name), programOf(path.dirname(path.dirname(named)), 'vllm')];
  for (const candidate of candidates) {
    const isProgram = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return candidate;
  }
  return undefined;
}

/**
 * Which program serves on a device: vLLM on CUDA under Linux where it is there (it runs nowhere else of these), else transformers. Throws SERVER_MISSING where
 * one is asked for that cannot be had.
 */
export function chooseProgram(
  wanted: 'auto' | ServerProgram,
  facts: { readonly kind: DeviceKind; readonly hasVllm: boolean; readonly platform: NodeJS.Platform },
): ServerProgram {
  const { kind, hasVllm, platform } = facts;
  const canVllm = kind === 'cuda' && platform === 'linux';
  if (wanted === 'transformers') return wanted;
  if (wanted === 'auto') return canVllm && hasVllm ? 'vllm' : 'transformers';
  if (canVllm && hasVllm) return wanted;
  throw canVllm
    ? new UserError('SERVER_MISSING', 'vLLM was not found on this computer.', {
        remedy: `Install it, and name its Python by ${NAMED_VLLM}; or serve with transformers.`,
      })
    : new UserError('SERVER_MISSING', 'vLLM serves on CUDA devices under Linux only.', {
        remedy: 'Serve with transformers.',
      });
}
