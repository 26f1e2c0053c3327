import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile, TokenPrice } from '../../../core/endpoint.ts';
import { UserError } from '../../../core/errors.ts';
import type { ResultKey } from '../../store/run-store.ts';
import type { CaptionerImages } from '../captioner-service.ts';
import { chatRequest } from '../endpoint/chat-request.ts';
import { DEFAULT_PIXELS, worstCaseTokens, worstCaseUsd } from '../endpoint/prices.ts';
import type { WrittenRequest } from './batch-part.ts';
import { customIdOf } from './read-batch-line.ts';

/** A request on its way into a batch. */
export interface Asked {
  readonly request: CaptionRequest;
  readonly key: ResultKey;
  readonly signal: AbortSignal;
  attempt: number;
  /** With which it was written last. */
  profile: ModelProfile;
}

/** What a request is written with. */
export interface Writing {
  readonly images: Pick<CaptionerImages, 'encode'>;
  readonly model: string;
  /** What a batch costs; undefined where nobody knows. */
  readonly price: TokenPrice | undefined;
  /** As servers have taught it by now. */
  readonly profile: () => ModelProfile;
}

/** Makes a request's line with its picture, and notes on it the profile that it was made with. Throws what encoding throws. */
export async function writeRequest(asked: Asked, writing: Writing): Promise<WrittenRequest> {
  const { request, key, attempt, signal } = asked;
  const { images, model, price } = writing;
  const maxPixels = request.maxPixels ?? DEFAULT_PIXELS;
  signal.throwIfAborted();
  const picture = await images.encode(request.image, maxPixels, signal);
  const profile = writing.profile();
  asked.profile = profile;
  const worstUsd = price === undefined ? 0 : worstCaseUsd(request, profile, price);
  const body = chatRequest(model, request, dataUri(picture), profile);
  const row = { key, attempt, image: request.image, worstUsd };
  const line = JSON.stringify({
    custom_id: customIdOf(row),
    method: 'POST',
    url: '/v1/chat/completions',
    body,
  });
  return { row, line, tokens: worstCaseTokens(request, profile, { maxPixels }).input };
}

/** The key of the result; what asks without one is known by what it asks. */
export function keyOf({ key, ...request }: CaptionRequest): ResultKey {
  const text =
    key ??
    createHash('sha256')
      .update(canonicalize(request) ?? '')
      .digest('hex')
      .slice(0, 32);
  return text as ResultKey;
}

/** For a request that fits into no batch. */
export function tooLarge(): UserError {
  return new UserError('IMAGE_TOO_LARGE', 'This picture alone is more than a batch may hold.', {
    remedy: 'Lower the captioner’s largest image, or the prompt’s length.',
  });
}

function dataUri({ mime, bytes }: Awaited<ReturnType<CaptionerImages['encode']>>): string {
  return `data:${mime};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}
