import type { ExecutionProvider } from '../../hosts/host-messages.ts';

/** Best first; the CPU is always last and always there. Which of them works on this machine is found out by loading. */
const ORDER: Readonly<Record<string, readonly ExecutionProvider[]>> = {
  linux: ['cuda', 'webgpu', 'cpu'],
  win32: ['webgpu', 'dml', 'cpu'],
  darwin: ['webgpu', 'coreml', 'cpu'],
};

/**
 * Providers to try for a model, in order: the platform's list without those that the model's files are not made for.
 *
 * @param chosen a person's choice, which is tried first and has only the CPU behind it; what the platform does not have is ignored
 */
export function providerOrder(
  platform: string,
  supported: readonly ExecutionProvider[],
  chosen = '',
): readonly ExecutionProvider[] {
  // DirectML and CoreML run whatever WebGPU runs.
  const fits = (provider: ExecutionProvider) =>
    supported.includes(provider) ||
    ((provider === 'dml' || provider === 'coreml') && supported.includes('webgpu'));
  const order = (ORDER[platform] ?? (['cpu'] as const)).filter(fits);
  const wanted = order.filter((provider) => provider === chosen || provider === 'cpu');
  return wanted.some((provider) => provider === chosen) ? wanted : order;
}
