import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testingCaption } from '../endpoint/testing-endpoint.ts';

/** One request of a batch as the server read it from the file. */
export interface ServerRequest {
  readonly customId: string;
  readonly prompt: string;
  /** SHA-256 of the picture's bytes as they came, 64 hex digits. */
  readonly image: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What one request of a batch comes to. */
export type ServerOutcome =
  | { readonly kind: 'reply'; readonly usage?: unknown; readonly text?: string }
  | { readonly kind: 'status'; readonly status: number; readonly message: string }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'missing' };

/** A batch as the server has it. */
export interface ServerBatch {
  readonly id: string;
  readonly inputFile: string;
  readonly requests: readonly ServerRequest[];
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
  completed: number;
  failed: number;
  outputFile: string | null;
  errorFile: string | null;
  errors: readonly { readonly code: string; readonly message: string }[];
}

export type ServerStep = 'upload' | 'create' | 'retrieve' | 'list' | 'cancel' | 'content' | 'delete' | 'chat';

/** `before` a call is worked on, `after` it is done and before it is answered. `reset` cuts the connection, a status refuses the call. */
export type ServerHook = (
  step: ServerStep,
  when: 'before' | 'after',
) => Promise<'reset' | { readonly status: number; readonly message: string } | undefined> | undefined;

export interface TestingBatchServer {
  /** With `/v1`. */
  readonly url: string;
  /** Every call, in the order of arrival. */
  readonly log: readonly ServerStep[];
  readonly batches: readonly ServerBatch[];
  /** Files of requests and of replies by id. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Batches finish as soon as they are asked about. */
  automatic: boolean;
  /** Whether the list of batches is served. */
  listed: boolean;
  /** What requests come to, by the request and how often its picture and prompt were asked in batches before. */
  outcome: (request: ServerRequest, earlier: number) => ServerOutcome;
  hook: ServerHook;
  /** Changes the file of replies before it is stored; for hostile ones. */
  output: (text: string) => string | Buffer;
  /** So many bytes of a file of replies are sent before the connection is cut. */
  cutAfter: number | undefined;
  /** What is left of such a file never comes, and the connection stays open. */
  stalls: boolean;
  /** Lets a batch be so far with its requests. */
  progress(id: string, completed: number): void;
  /** Finishes a batch: the first `done` of its requests have an outcome, the others were not come to. */
  end(id: string, status?: 'completed' | 'expired' | 'cancelled', done?: number): void;
  refuse(id: string, code: string, message: string): void;
  close(): Promise<void>;
}

/**
 * A small server of OpenAI's Batch API, with the answers under a test's control. Replies depend on the request alone, as those of
 * `startTestingEndpoint` do. Listens on 127.0.0.1 only.
 */
export async function startTestingBatchServer(
  options: { readonly port?: number } = {},
): Promise<TestingBatchServer> {
  const log: ServerStep[] = [];
  const batches: ServerBatch[] = [];
  const files = new Map<string, Buffer>();
  const asked = new Map<string, number>();
  let last = 0;
  const nextId = (kind: string) => {
    last += 1;
    return `${kind}_${String(last).padStart(6, '0')}`;
  };

  const server: TestingBatchServer = {
    url: '',
    log,
    batches,
    files,
    automatic: false,
    listed: true,
    outcome: () => ({ kind: 'reply' }),
    hook: () => undefined,
    output: (text) => text,
    cutAfter: undefined,
    stalls: false,
    progress: (id, completed) => {
      const batch = batchOf(id);
      batch.status = 'in_progress';
      batch.completed = completed;
    },
    end: (id, status = 'completed', done = Number.POSITIVE_INFINITY) => end(batchOf(id), status, done),
    refuse: (id, code, message) => {
      const batch = batchOf(id);
      batch.status = 'failed';
      batch.errors = [{ code, message }];
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };

  function batchOf(id: string): ServerBatch {
    const batch = batches.find((one) => one.id === id);
    if (batch === undefined) throw new Error(`There is no batch ${id}.`);
    return batch;
  }

  function end(batch: ServerBatch, status: string, done: number): void {
    const good: string[] = [];
    const bad: string[] = [];
    for (const [index, request] of batch.requests.entries()) {
      const outcome: ServerOutcome =
        index < done ? outcomeOf(request) : { kind: 'error', code: `batch_${status}` };
      const line = lineOf(request, outcome);
      if (line === undefined) continue;
      (outcome.kind === 'reply' ? good : bad).push(line);
    }
    batch.status = status;
    batch.completed = good.length;
    batch.failed = bad.length;
    batch.outputFile = good.length > 0 ? store(server.output(`${good.join('\n')}\n`)) : null;
    batch.errorFile = bad.length > 0 ? store(`${bad.join('\n')}\n`) : null;
  }

  function outcomeOf(request: ServerRequest): ServerOutcome {
    const name = `${request.image}\0${request.prompt}`;
    const earlier = asked.get(name) ?? 0;
    asked.set(name, earlier + 1);
    return server.outcome(request, earlier);
  }

  function store(content: string | Buffer): string {
    const id = nextId('file');
    files.set(id, Buffer.from(content));
    return id;
  }

  async function upload(request: IncomingMessage): Promise<object> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(await bytesOf(request)), { headers }).formData();
    const file = form.get('file');
    if (!(file instanceof File) || form.get('purpose') !== 'batch') throw new Refused(400, 'No file.');
    const id = store(Buffer.from(await file.arrayBuffer()));
    return { id, object: 'file', bytes: file.size, filename: file.name, purpose: 'batch' };
  }

  function create(content: Readonly<Record<string, unknown>>): object {
    const file = files.get(String(content.input_file_id));
    if (file === undefined) throw new Refused(400, 'No such file.');
    const batch: ServerBatch = {
      id: nextId('batch'),
      inputFile: String(content.input_file_id),
      requests: readRequests(file.toString('utf8')),
      metadata: (content.metadata ?? {}) as Record<string, string>,
      status: 'validating',
      completed: 0,
      failed: 0,
      outputFile: null,
      errorFile: null,
      errors: [],
    };
    batches.push(batch);
    return shown(batch);
  }

  function retrieve(id: string): object {
    const batch = batches.find((one) => one.id === id);
    if (batch === undefined) throw new Refused(404, `No batch found with id '${id}'.`);
    if (server.automatic && ['validating', 'in_progress'].includes(batch.status))
      end(batch, 'completed', Number.POSITIVE_INFINITY);
    else if (batch.status === 'validating') batch.status = 'in_progress';
    else if (batch.status === 'cancelling') end(batch, 'cancelled', batch.completed);
    return shown(batch);
  }

  async function work(step: ServerStep, request: IncomingMessage, parts: readonly string[]): Promise<object> {
    switch (step) {
      case 'upload':
        return upload(request);
      case 'create':
        return create(JSON.parse((await bytesOf(request)).toString('utf8')));
      case 'retrieve':
        return retrieve(parts[2] ?? '');
      case 'list':
        if (!server.listed) throw new Refused(404, 'Not found.');
        return { object: 'list', data: batches.toReversed().map(shown), has_more: false };
      case 'cancel': {
        const batch = batchOf(parts[2] ?? '');
        batch.status = 'cancelling';
        return shown(batch);
      }
      case 'delete':
        files.delete(parts[2] ?? '');
        return { id: parts[2], deleted: true };
      case 'chat':
        return chat(JSON.parse((await bytesOf(request)).toString('utf8')));
      case 'content':
        throw new Error('Files are not sent as JSON.');
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = new URL(request.url ?? '/', 'http://local').pathname.split('/').filter(Boolean);
    const step = stepOf(request.method ?? '', parts);
    if (step === undefined) return json(response, 404, { error: { message: 'Not found.' } });
    log.push(step);
    if (await refused(response, step, 'before')) return;
    try {
      if (step === 'content') {
        if (await refused(response, step, 'after')) return;
        return send(response, files.get(parts[2] ?? ''));
      }
      const answer = await work(step, request, parts);
      if (await refused(response, step, 'after')) return;
      json(response, 200, answer);
    } catch (thrown) {
      const status = thrown instanceof Refused ? thrown.status : 500;
      json(response, status, {
        error: { message: thrown instanceof Error ? thrown.message : String(thrown) },
      });
    }
  }

  async function refused(
    response: ServerResponse,
    step: ServerStep,
    when: 'before' | 'after',
  ): Promise<boolean> {
    const verdict = await server.hook(step, when);
    if (verdict === undefined) return false;
    if (verdict === 'reset') response.socket?.resetAndDestroy();
    else json(response, verdict.status, { error: { message: verdict.message } });
    return true;
  }

  function send(response: ServerResponse, content: Buffer | undefined): void {
    if (content === undefined) json(response, 404, { error: { message: 'No such file.' } });
    else if (server.cutAfter === undefined) response.writeHead(200).end(content);
    else {
      response.writeHead(200, { 'content-length': content.byteLength });
      const part = content.subarray(0, server.cutAfter);
      response.write(part, () => server.stalls || response.socket?.resetAndDestroy());
    }
  }

  const http = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${port}/v1` });
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function stepOf(method: string, [version, what, id, more]: readonly string[]): ServerStep | undefined {
  if (version !== 'v1') return undefined;
  if (what === 'chat' && method === 'POST') return 'chat';
  if (what === 'files') {
    if (method === 'POST' && id === undefined) return 'upload';
    if (method === 'GET' && more === 'content') return 'content';
    return method === 'DELETE' ? 'delete' : undefined;
  }
  if (what !== 'batches') return undefined;
  if (method === 'POST') return more === 'cancel' ? 'cancel' : 'create';
  return id === undefined ? 'list' : 'retrieve';
}

function shown(batch: ServerBatch): object {
  const { id, inputFile, requests, metadata, status, completed, failed, outputFile, errorFile, errors } =
    batch;
  return {
    id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    errors: errors.length === 0 ? null : { object: 'list', data: errors },
    input_file_id: inputFile,
    completion_window: '24h',
    status,
    output_file_id: outputFile,
    error_file_id: errorFile,
    created_at: 1,
    expires_at: 4_000_000_000,
    request_counts: { total: requests.length, completed, failed },
    metadata,
  };
}

function readRequests(text: string): ServerRequest[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { custom_id: customId, method, url, body } = JSON.parse(line);
      if (method !== 'POST' || url !== '/v1/chat/completions') throw new Refused(400, 'Invalid request.');
      return { customId, body, ...askedIn(body) };
    });
}

function askedIn(body: Readonly<Record<string, unknown>>): {
  readonly prompt: string;
  readonly image: string;
} {
  let prompt = '';
  let image = '';
  for (const { role, content } of body.messages as { role: string; content: unknown }[]) {
    for (const part of Array.isArray(content) ? content : []) {
      if (role === 'user' && part.type === 'text') prompt += String(part.text);
      const data = /^data:[^,]*;base64,(.*)$/s.exec(part.image_url?.url ?? '')?.[1];
      if (data !== undefined) image = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
    }
  }
  return { prompt, image };
}

function completion(model: unknown, text: string, usage: unknown): object {
  return {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
    usage: usage ?? { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 },
  };
}

function chat(body: Readonly<Record<string, unknown>>): object {
  const { image, prompt } = askedIn(body);
  return completion(body.model, testingCaption(image, prompt), undefined);
}

function lineOf(
  { customId, image, prompt, body }: ServerRequest,
  outcome: ServerOutcome,
): string | undefined {
  const line = { id: `batch_req_${customId.slice(0, 8)}`, custom_id: customId };
  switch (outcome.kind) {
    case 'missing':
      return undefined;
    case 'error':
      return JSON.stringify({ ...line, response: null, error: { code: outcome.code, message: 'Not done.' } });
    case 'status':
      return JSON.stringify({
        ...line,
        response: { status_code: outcome.status, body: { error: { message: outcome.message } } },
        error: null,
      });
    case 'reply': {
      const text = outcome.text ?? testingCaption(image, prompt);
      const answer = completion(body.model, text, outcome.usage);
      return JSON.stringify({ ...line, response: { status_code: 200, body: answer }, error: null });
    }
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
