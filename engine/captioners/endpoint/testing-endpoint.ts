import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does instead of, or before, a normal reply. */
export type Behaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A body as it is, with status 200. */
  | { readonly kind: 'raw'; readonly body: string; readonly contentType?: string }
  /** Fields put over the normal reply's first choice and its message. */
  | {
      readonly kind: 'reply';
      readonly finishReason?: string;
      readonly message?: Readonly<Record<string, unknown>>;
      readonly usage?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Closes the connection without an answer. */
  | { readonly kind: 'reset' }
  /** Never answers, until the server closes. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'ok' };

export interface SeenRequest {
  readonly prompt: string;
  readonly system: string;
  /** SHA-256 of the picture's bytes as they came, 64 hex digits. */
  readonly image: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** How many requests were open when this one came, with itself. */
  readonly open: number;
}

export interface TestingEndpointOptions {
  readonly port?: number;
  /** Models that `/v1/models` lists; any other is unknown (404). */
  readonly models?: readonly string[];
  /** Where set, requests need this key. */
  readonly key?: string;
  /** Milliseconds before every reply. */
  readonly delayMs?: number;
}

export interface TestingEndpoint {
  /** With `/v1`. */
  readonly url: string;
  readonly log: readonly SeenRequest[];
  /** How many requests had no key, or a wrong one. */
  readonly refused: number;
  /**
   * What happens to requests from now on: by the request and the number of requests before with the same picture and prompt. A promise
   * holds the reply back until it is settled.
   */
  setBehaviour(
    behaviour: Behaviour | ((request: SeenRequest, earlier: number) => Behaviour | Promise<Behaviour>),
  ): void;
  close(): Promise<void>;
}

const OBJECTS = ['a red kite', 'two boats', 'an old bridge', 'a sleeping dog', 'three lamps', 'a tall tree'];
const PLACES = ['above a green field', 'beside a quiet river', 'in a narrow street', 'under a cloudy sky'];

/** The caption for a picture and a prompt: the same for ever, and different for different pictures. */
export function testingCaption(image: string, prompt: string): string {
  const digest = createHash('sha256').update(`${image}\0${prompt}`).digest();
  const object = OBJECTS[(digest[0] ?? 0) % OBJECTS.length];
  const place = PLACES[(digest[1] ?? 0) % PLACES.length];
  return `The picture shows ${object} ${place}. Its mark is ${digest.toString('hex', 2, 6)}.`;
}

/**
 * A small OpenAI-compatible server with scripted faults, for tests and journeys. Replies depend on the request alone, so that a run
 * can be compared with another. Listens on 127.0.0.1 only.
 */
export async function startTestingEndpoint(options: TestingEndpointOptions = {}): Promise<TestingEndpoint> {
  const { models = ['test-model'], key, delayMs = 0 } = options;
  const log: SeenRequest[] = [];
  const counts = new Map<string, number>();
  let behaviour: (request: SeenRequest, earlier: number) => Behaviour | Promise<Behaviour> = () => ({
    kind: 'ok',
  });
  let open = 0;
  let refused = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      refused += 1;
      return json(response, 401, {
        error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' },
      });
    }
    const { pathname } = new URL(request.url ?? '/', 'http://local');
    if (pathname === '/v1/models') {
      return json(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
    }
    if (pathname !== '/v1/chat/completions' || request.method !== 'POST') {
      return json(response, 404, { error: { message: 'Not found.' } });
    }
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    const seen = seenRequest(JSON.parse(await textOf(request)), request.headers, open);
    log.push(seen);
    const identity = `${seen.image}\0${seen.prompt}`;
    const earlier = counts.get(identity) ?? 0;
    counts.set(identity, earlier + 1);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    answer(response, seen, await behaviour(seen, earlier));
  }

  function answer(response: ServerResponse, seen: SeenRequest, what: Behaviour): void {
    if (what.kind === 'reset') response.socket?.resetAndDestroy();
    else if (what.kind === 'raw') {
      response.writeHead(200, { 'content-type': what.contentType ?? 'application/json' }).end(what.body);
    } else if (what.kind === 'status') {
      json(response, what.status, what.body ?? { error: { message: `Status ${what.status}` } }, what.headers);
    } else if (what.kind !== 'hang') {
      const model = String(seen.body.model);
      const headers = what.kind === 'reply' ? what.headers : undefined;
      if (models.includes(model)) json(response, 200, completion(model, seen, what), headers);
      else {
        const message = `The model \`${model}\` does not exist.`;
        json(response, 404, { error: { message, code: 'model_not_found' } });
      }
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) =>
      json(response, 500, { error: { message: String(error) } }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    log,
    get refused() {
      return refused;
    },
    setBehaviour: (next) => {
      behaviour = typeof next === 'function' ? next : () => next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function completion(
  model: string,
  seen: SeenRequest,
  what: Extract<Behaviour, { kind: 'ok' | 'reply' }>,
): object {
  const text = testingCaption(seen.image, seen.prompt);
  const { finishReason = 'stop', message = {}, usage } = what.kind === 'reply' ? what : {};
  return {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    model,
    choices: [
      { index: 0, finish_reason: finishReason, message: { role: 'assistant', content: text, ...message } },
    ],
    usage: usage ?? { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 },
  };
}

function seenRequest(
  body: Readonly<Record<string, unknown>>,
  headers: SeenRequest['headers'],
  open: number,
): SeenRequest {
  const messages = Array.isArray(body.messages) ? body.messages : [];
  let prompt = '';
  let system = '';
  let image = '';
  for (const { role, content } of messages) {
    if (role === 'system') system = String(content);
    for (const part of Array.isArray(content) ? content : [{ type: 'text', text: content }]) {
      if (role === 'user' && part.type === 'text') prompt += String(part.text ?? '');
      const data = /^data:[^,]*;base64,(.*)$/s.exec(part.image_url?.url ?? '')?.[1];
      if (data !== undefined) image = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
    }
  }
  return { prompt, system, image, body, headers, open };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
