import type { EndpointTest } from '../../../core/contract/captioner.ts';
import { listModels } from './list-models.ts';

const PATIENCE_MS = 10_000;

/** Tries an address and a key by asking for the models: costs nothing, sends no picture. Never throws. */
export async function testEndpoint(url: string, key: string | undefined): Promise<EndpointTest> {
  const started = performance.now();
  const outcome = (ok: boolean, message: string, models: readonly string[] = []): EndpointTest => ({
    ok,
    models,
    message,
    latencyMs: performance.now() - started,
  });
  try {
    const { status, models } = await listModels(url, key, AbortSignal.timeout(PATIENCE_MS));
    if (status === 401 || status === 403) return outcome(false, 'The key was refused. Enter it again.');
    if (models !== undefined && status < 300) {
      if (models.length === 0)
        return outcome(true, 'It answers but lists no models. Enter the model’s name yourself.');
      const count = models.length === 1 ? 'one model' : `${models.length} models`;
      return outcome(true, `It answers and has ${count}.`, models);
    }
    if (status >= 500) {
      return outcome(false, `It answers with status ${status}. Look at the server’s own log.`);
    }
    return outcome(
      false,
      'It answers, but not like an OpenAI-compatible server. Check the address; most end with /v1.',
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return outcome(
        false,
        'It did not answer within ten seconds. Check the address and that the server runs.',
      );
    }
    return outcome(false, 'It could not be reached. Check the address and that the server runs.');
  }
}
