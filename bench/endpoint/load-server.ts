import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A chat endpoint that does nothing but wait, in a process of its own: it must not share an event loop with what is measured. Its
 * parent sends the options, gets the port, and asks for the log at the end.
 */

/** How the server behaves. */
export interface LoadOptions {
  /** Time that a reply takes, milliseconds. */
  readonly latencyMs: number;
  /** So many are worked on at a time. */
  readonly places: number;
  /** What becomes of those beyond: they wait in line, or are refused with status 429. */
  readonly beyond: 'wait' | 'refuse';
}

/** What was seen; milliseconds since the first request. */
export interface LoadLog {
  readonly replies: readonly number[];
  readonly refused: readonly number[];
  /** Most that was ever worked on and in line. */
  readonly most: number;
}

const REPLY = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  model: 'bench',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      message: {
        role: 'assistant',
        content: 'A caption that is long enough to be kept by any filter there is.',
      },
    },
  ],
  usage: { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 },
});
const REFUSAL = JSON.stringify({ error: { message: 'Too many requests at once.', code: 'rate_limit' } });

function serve({ latencyMs, places, beyond }: LoadOptions): void {
  const replies: number[] = [];
  const refused: number[] = [];
  const line: ServerResponse[] = [];
  let working = 0;
  let most = 0;
  let first: number | undefined;
  const since = () => performance.now() - (first ?? 0);

  function work(response: ServerResponse): void {
    working += 1;
    setTimeout(() => {
      working -= 1;
      replies.push(since());
      answer(response, 200, REPLY);
      const next = line.shift();
      if (next !== undefined) work(next);
    }, latencyMs);
  }

  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      first ??= performance.now();
      if (working < places) work(response);
      else if (beyond === 'wait') line.push(response);
      else {
        refused.push(since());
        answer(response, 429, REFUSAL);
      }
      most = Math.max(most, working + line.length);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('message', () => process.send?.({ replies, refused, most } satisfies LoadLog));
  // Ends with its parent, however that ends.
  process.on('disconnect', () => process.exit());
}

function answer(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body);
}

process.once('message', (options: LoadOptions) => serve(options));
