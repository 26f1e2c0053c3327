import { listModels } from '../captioners/endpoint/list-models.ts';

/** Milliseconds after which a server that does not answer counts as not answering. */
const PATIENCE_MS = 2000;

/** Whether the server at this address is up and serves this model: another program may have taken the port. */
export async function isHealthy(
  url: string,
  key: string,
  model: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const { status, models } = await listModels(url, key, patience);
    return status === 200 && models?.includes(model) === true;
  } catch {
    // Nobody there yet, or nobody that speaks the protocol.
    return false;
  }
}
