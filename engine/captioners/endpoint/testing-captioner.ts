import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { TokenPrice } from '../../../core/endpoint.ts';
import { type CodedError, UserError } from '../../../core/errors.ts';
import type { ImageHash } from '../../../core/ids.ts';
import type { DataUri } from '../../images/image-task.ts';
import type { Budget } from '../captioner-service.ts';
import { type EndpointCaptionerOptions, openEndpointCaptioner } from './endpoint-captioner.ts';
import { createEndpointClient, createSendChat, type SendChat } from './endpoint-client.ts';
import { type EndpointFacts, endpointFacts } from './endpoint-facts.ts';
import { EndpointPool } from './endpoint-pool.ts';
import type { MemberAddress, PoolMember } from './pool-member.ts';
import { startTestingEndpoint, type TestingEndpoint } from './testing-endpoint.ts';
import type { Timing } from './timing.ts';

/* What the tests of endpoint captioners share: pictures, a clock, a purse, and servers that are closed after each test. */

const open: TestingEndpoint[] = [];
/** To be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A scripted server that `closeServers` closes. */
export async function start(...options: Parameters<typeof startTestingEndpoint>): Promise<TestingEndpoint> {
  const server = await startTestingEndpoint(...options);
  open.push(server);
  return server;
}

/** Time that passes only when somebody waits for it. */
export function fakeTiming(): Timing & { readonly waits: number[] } {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 0,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}

/** Keeps account like the store does. */
export function countingBudget(
  capUsd = Number.POSITIVE_INFINITY,
): Budget & { readonly reserved: number[]; readonly settled: number[] } {
  const reserved: number[] = [];
  const settled: number[] = [];
  return {
    capped: capUsd !== Number.POSITIVE_INFINITY,
    reserved,
    settled,
    reserve: async (usd = 0) => {
      if (usd === 0) return { settle: () => undefined };
      if (!usd) return { settle: () => undefined };
      if (reserved.reduce((sum, one) => sum + one, 0) + usd > capUsd)
        throw new UserError('BUDGET_REACHED', 'Cap.');
      reserved.push(usd);
      return { settle: (actual) => void settled.push(actual) };
    },
  };
}

const bytes = (name: string) => Buffer.from(`picture ${name}`);
export const hashOf = (name: string) => createHash('sha256').update(bytes(name)).digest('hex') as ImageHash;
export const names = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [hashOf(name), name]));

export interface TestingCaptionerOptions extends Partial<EndpointCaptionerOptions> {
  readonly key?: string;
  readonly price?: TokenPrice;
  /** The key as it now is; asked when the first one was refused. */
  readonly keyNow?: () => Promise<string>;
}

/** A captioner with a clock of its own; without a price unless one is given. */
export function captionerFor(
  url: string | readonly MemberAddress[],
  { key, keyNow, price, ...options }: TestingCaptionerOptions = {},
) {
  const timing = fakeTiming();
  const addresses = typeof url === 'string' ? [{ url, weight: 1, model: undefined }] : url;
  const pool = new EndpointPool({ name: 'mine', members: addresses, probe: unanswered, timing });
  const senders = new Map<string, Promise<SendChat>>();
  const captioner = openEndpointCaptioner({
    pool,
    model: 'test-model',
    facts: factsWith(price),
    senderFor: (member, renew) => {
      const known = senders.get(member.url);
      if (known !== undefined && !renew) return known;
      const now = renew && keyNow ? keyNow() : Promise.resolve(key);
      const sender = now.then((one) => createSendChat(createEndpointClient(member.url, one)));
      senders.set(member.url, sender);
      return sender;
    },
    budget: countingBudget(),
    images: { dataUri: async (image) => dataUriOf(bytes(names.get(image) ?? '?')) },
    timing,
    ...options,
  });
  return { captioner, pool, timing };
}

/** A probe whose answer does not come: with time that passes at once, others would follow without an end. */
function unanswered(_member: PoolMember, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
}

function factsWith(price: TokenPrice | undefined): () => EndpointFacts {
  const facts = endpointFacts(price);
  return () => facts;
}

/** Any bytes as a picture that is sent. */
export function dataUriOf(picture: Uint8Array): DataUri {
  const base64 = Buffer.from(picture).toString('base64');
  return { uri: Buffer.from(`data:image/png;base64,${base64}`), width: 1000, height: 1000 };
}

export function request(name: string, overrides: Partial<CaptionRequest> = {}): CaptionRequest {
  return {
    image: hashOf(name),
    prompt: 'Describe it.',
    sampling: { maxTokens: 200, temperature: 0 },
    seed: 7,
    ...overrides,
  };
}

export const never: AbortSignal = new AbortController().signal;
export const price = { inputPerMillion: 1, outputPerMillion: 10 };

/** The outcome of one request, as both kinds at once: tests look at the fields of the one they expect. */
export async function one(
  captioner: { caption: ReturnType<typeof captionerFor>['captioner']['caption'] },
  asked: CaptionRequest,
) {
  const [outcome] = await captioner.caption([asked], never);
  return outcome as CaptionReply & CodedError;
}

/** An address where nobody listens. */
export async function deserted(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}
