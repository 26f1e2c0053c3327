import type { FoundServer } from '../../../core/contract/captioner.ts';
import { listModels } from './list-models.ts';

/** The ports that local servers listen on by default. */
const USUAL_PLACES: readonly { readonly port: number; readonly kind: FoundServer['kind'] }[] = [
  { port: 11434, kind: 'ollama' },
  { port: 1234, kind: 'lm-studio' },
  { port: 8000, kind: 'vllm' },
  { port: 8080, kind: 'llama.cpp' },
  // SGLang's own, and `transformers serve` as its guide starts it.
  { port: 30000, kind: 'openai-compatible' },
];

const PATIENCE_MS = 700;

/**
 * Looks for servers on this machine's usual ports; to be called when the user asks, never by itself. What answers with something other
 * than a list of models is left out. Ports are probed together.
 */
export async function findServers(
  places: readonly { readonly port: number; readonly kind: FoundServer['kind'] }[] = USUAL_PLACES,
): Promise<readonly FoundServer[]> {
  const found = await Promise.all(
    places.map(async ({ port, kind }): Promise<FoundServer | undefined> => {
      const url = `http://127.0.0.1:${port}/v1`;
      try {
        const { status, models, headers } = await listModels(
          url,
          undefined,
          AbortSignal.timeout(PATIENCE_MS),
        );
        if (models === undefined || status >= 300) return undefined;
        return { kind: kindOf(kind, headers), url, models };
      } catch {
        // Nobody there, or nobody that speaks HTTP: not a server for us.
        return undefined;
      }
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** Another program may sit on a port; llama.cpp says its name. */
function kindOf(expected: FoundServer['kind'], headers: Headers): FoundServer['kind'] {
  return /llama\.cpp/i.test(headers.get('server') ?? '') ? 'llama.cpp' : expected;
}
