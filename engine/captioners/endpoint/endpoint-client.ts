import OpenAI from 'openai';
import { UserError } from '../../../core/errors.ts';
import { isJsonObject } from '../../../core/json.ts';

/** Larger bodies are no captions. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface ChatAnswer {
  readonly body: string;
  readonly headers: Headers;
}

/** Sends one request, once, as the bytes that `chatBytes` made. Throws what the SDK throws; retries, timeouts and costs are the caller's. */
export type SendChat = (body: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<ChatAnswer>;

/** The address that requests go to: a bare host gets `/v1`, and a full address of the procedure loses its end. */
export function baseUrlOf(url: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  parsed.pathname = path === '' ? '/v1' : path;
  parsed.search = '';
  parsed.hash = '';
  return parsed.href;
}

/**
 * A client for one endpoint. Without a key no Authorization header is sent. Nothing of the environment is taken over for hosts other
 * than OpenAI's own, redirects are refused (they would carry pictures elsewhere), and nothing is logged.
 */
export function createEndpointClient(url: string, key: string | undefined): OpenAI {
  const ownHost = new URL(url).hostname === 'api.openai.com';
  return new OpenAI({
    baseURL: baseUrlOf(url),
    apiKey: key ?? 'none',
    adminAPIKey: null,
    ...(!ownHost && { organization: null, project: null }),
    ...(key === undefined && { defaultHeaders: { Authorization: null } }),
    fetchOptions: { redirect: 'error' },
    fetch: (input, init) => fetchWithErrorBody(input, init, key),
    maxRetries: 0,
    logLevel: 'off',
  });
}

export function createSendChat(client: OpenAI): SendChat {
  return async (body, signal) => {
    // The SDK's own time limit ends with the headers; ours is in the signal and holds for the body, too.
    const response = await client
      .post('/chat/completions', {
        body,
        headers: { 'content-type': 'application/json' },
        signal,
        timeout: 2 ** 31 - 1,
      })
      .asResponse();
    return { body: withoutKey(await readText(response), client.apiKey), headers: response.headers };
  };
}

/**
 * The SDK keeps of a refusal's body what stands under `error`, and loses it where servers write otherwise (FastAPI: `detail`, older
 * vLLM: `message` at the top). Here the body of every refusal comes to stand there, as text where it is no JSON.
 */
async function fetchWithErrorBody(
  input: string | URL | Request,
  init: RequestInit | undefined,
  key: string | undefined,
): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const text = withoutKey(await readText(response), key);
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  const { status, statusText } = response;
  return new Response(JSON.stringify({ error: refusalOf(text) }), { status, statusText, headers });
}

/** Shorter ones are words that stand in any text. */
const SHORTEST_KEY = 8;

/** What a server says may repeat the key that it was sent; excerpts of it are stored and shown. */
function withoutKey(text: string, key: string | null | undefined): string {
  return key === null || key === undefined || key.length < SHORTEST_KEY
    ? text
    : text.replaceAll(key, '[removed]');
}

function refusalOf(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    const inner = isJsonObject(content) ? content.error : undefined;
    return inner ?? content;
  } catch {
    return text;
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      throw new UserError('ENDPOINT_BAD_REPLY', 'The endpoint’s answer is far too long for a caption.', {
        remedy: 'Check the address in the settings.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
