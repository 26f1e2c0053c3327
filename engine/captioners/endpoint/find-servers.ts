import { z } from 'zod';
import type { FoundServer } from '../../../core/contract/captioner.ts';
import { listModels } from './list-models.ts';

/** The ports that local servers listen on by default. */
const USUAL_PLACES: readonly { readonly port: number; readonly kind: FoundServer['kind'] }[] = [
  { port: 11434, kind: 'ollama' },
  { port: 1234, kind: 'lm-studio' },
  { port: 8000, kind: 'vllm' },
  { port: 8080, kind: 'llama.cpp' },
  // SGLang's.
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
  const found = await Promise.all(places.map(({ port, kind }) => probe(port, kind)));
  return found.filter((one) => one !== undefined);
}

async function probe(port: number, kind: FoundServer['kind']): Promise<FoundServer | undefined> {
  const url = `http://127.0.0.1:${port}/v1`;
  try {
    const { status, models, owner } = await listModels(url, undefined, AbortSignal.timeout(PATIENCE_MS));
    if (models !== undefined && status < 300) return { kind: kindOf(kind, owner), url, models };
    const tags = kind === 'ollama' ? await ollamaModels(port) : undefined;
    return tags === undefined ? undefined : { kind, url, models: tags };
  } catch {
    // Nobody there, or nobody that speaks HTTP: not a server for us.
    return undefined;
  }
}

const tagsShape = z.object({ models: z.array(z.object({ name: z.string() })) });

/** Ollama's own list, for versions whose OpenAI-compatible side has none. */
async function ollamaModels(port: number): Promise<readonly string[] | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/api/tags`, {
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const parsed = tagsShape.safeParse(await response.json().catch(() => undefined));
  return parsed.success ? parsed.data.models.map((one) => one.name.slice(0, 200)) : undefined;
}

/** Another program may sit on a port: 8000 is also what `transformers serve` takes. */
function kindOf(expected: FoundServer['kind'], owner: string): FoundServer['kind'] {
  if (/^llama\.?cpp$/i.test(owner)) return 'llama.cpp';
  if (owner === 'vllm') return 'vllm';
  return expected === 'vllm' ? 'openai-compatible' : expected;
}
