import { z } from 'zod';
import { baseUrlOf } from './endpoint-client.ts';

const MOST_MODELS = 500;

const listShape = z.object({ data: z.array(z.object({ id: z.string() })) });

export interface ModelList {
  readonly status: number;
  /** Undefined where the answer is not a list of models. */
  readonly models: readonly string[] | undefined;
  readonly headers: Headers;
}

/** Asks an OpenAI-compatible endpoint for its models. Throws what `fetch` throws. */
export async function listModels(
  url: string,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ModelList> {
  const response = await fetch(`${baseUrlOf(url).replace(/\/$/, '')}/models`, {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    redirect: 'error',
    signal,
  });
  const parsed = listShape.safeParse(await response.json().catch(() => undefined));
  return {
    status: response.status,
    headers: response.headers,
    models: parsed.success
      ? parsed.data.data.slice(0, MOST_MODELS).map((one) => one.id.slice(0, 200))
      : undefined,
  };
}
