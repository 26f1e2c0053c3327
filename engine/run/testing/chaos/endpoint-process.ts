import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Behaviour,
  type SeenRequest,
  startTestingEndpoint,
} from '../../../captioners/endpoint/testing-endpoint.ts';
import { KINDS, type Kind } from './chaos-pictures.ts';

/*
 * The endpoint of the chaos test in a process of its own, so that it outlives every kill of the engine. What becomes of a picture depends on the request
 * alone; `busy` ones are refused once before. It tells its parent of every request, with whether a provider would bill it.
 */

/** What the parent is told. */
export type FromEndpoint =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'request'; readonly identity: string; readonly paid: boolean };

/** Answers with status 200 are billed, whatever they say. */
const UNPAID: ReadonlySet<Kind> = new Set(['bad', 'broken', 'reset']);

const endpoint = await startTestingEndpoint();
endpoint.setBehaviour(async (request, earlier) => {
  const kind = kindOf(request);
  const refused = kind === 'busy' && earlier === 0;
  process.send?.({
    kind: 'request',
    identity: `${request.image} ${request.prompt}`,
    paid: !refused && !UNPAID.has(kind),
  } satisfies FromEndpoint);
  await sleep(kind === 'slow' ? 500 : 20 + (Number.parseInt(request.image.slice(0, 4), 16) % 60));
  return refused ? { kind: 'status', status: 429, headers: { 'retry-after': '0' } } : behaviourOf(kind);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'listening', url: endpoint.url } satisfies FromEndpoint);

function kindOf({ prompt }: SeenRequest): Kind {
  const word = /-([a-z]+)\.png/.exec(prompt)?.[1] ?? '';
  return word in KINDS ? (word as Kind) : 'ok';
}

function behaviourOf(kind: Kind): Behaviour {
  switch (kind) {
    case 'same':
      return {
        kind: 'reply',
        message: { content: 'A grey pattern of square blocks that says nothing more.' },
      };
    case 'refused':
      return { kind: 'reply', message: { content: 'I’m sorry, but I cannot help with that picture.' } };
    case 'filtered':
      return { kind: 'reply', finishReason: 'content_filter', message: { content: '' } };
    case 'truncated':
      return { kind: 'reply', finishReason: 'length' };
    case 'empty':
      return { kind: 'reply', message: { content: '' } };
    case 'bad':
      return {
        kind: 'status',
        status: 400,
        body: { error: { message: 'This picture is not to its taste.' } },
      };
    case 'broken':
      return { kind: 'status', status: 500 };
    case 'reset':
      return { kind: 'reset' };
    default:
      return { kind: 'ok' };
  }
}
