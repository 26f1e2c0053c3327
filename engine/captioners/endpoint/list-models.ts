import { z } from 'zod';
import { baseUrlOf } from './endpoint-client.ts';

const MOST_MODELS = 500;

const listShape = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().optional().catch(undefined) })),
});

export interface ModelList {
  readonly status: number;
  /** Undefined where the answer is not a list of models. */
  readonly models: readonly string[] | undefined;
  /** Who the server says its models belong to; most name themselves here. '' where it says nothing. */
  readonly owner: string;
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
    owner: parsed.data?.data[0]?.owned_by ?? '',
    models: parsed.success
      ? parsed.data.data.slice(0, MOST_MODELS).map((one) => one.id.slice(0, 200))
      : undefined,
  };
}
