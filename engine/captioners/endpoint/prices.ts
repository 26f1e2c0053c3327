import type { CaptionRequest, Usage } from '../../../core/captioner.ts';
import {
  type ModelProfile,
  matchesModel,
  type PriceRow,
  priceRowId,
  type TokenPrice,
} from '../../../core/endpoint.ts';
import { imageTokens, mostImageTokens } from './image-tokens.ts';
import { PRICE_TABLE } from './price-table.ts';

/** Area that is sent when the request names none: 1024 × 1024. */
export const DEFAULT_PIXELS = 1_048_576;

/** All rows as they are tried: the user's own, then the table with the user's changes in their places. */
export function pricesWith(changed: readonly PriceRow[] = []): readonly PriceRow[] {
  const byId = new Map(changed.map((row) => [priceRowId(row), row]));
  const shipped = new Set(PRICE_TABLE.map(priceRowId));
  const own = changed.filter((row) => !shipped.has(priceRowId(row)));
  return [...own, ...PRICE_TABLE.map((row) => byId.get(priceRowId(row)) ?? row)];
}

/** What a model costs at an address by the table; undefined where nobody has said: an unknown price stays unknown. */
export function listedPrice(
  url: string,
  model: string,
  changed: readonly PriceRow[] = [],
): PriceRow | undefined {
  const { hostname, host } = new URL(url);
  return pricesWith(changed).find(
    (row) => (row.host === hostname || row.host === host) && matchesModel(row.models, model),
  );
}

/** The picture as it will be sent, as far as it is known before: its size, or only what its area cannot exceed. */
export type PictureSize =
  | { readonly width: number; readonly height: number }
  | { readonly maxPixels: number };

/** Tokens of the parts that surround the messages: role names, separators. */
const FRAME_TOKENS = 64;

/**
 * The most tokens that a request may be billed for: its text at three bytes a token (most languages need fewer tokens), the picture
 * by the profile, and every token that may be generated [RUN7].
 */
export function worstCaseTokens(
  request: Pick<CaptionRequest, 'prompt' | 'system' | 'sampling'>,
  profile: ModelProfile,
  size: PictureSize,
): { readonly input: number; readonly output: number } {
  const text = Buffer.byteLength(request.prompt) + Buffer.byteLength(request.system ?? '');
  const picture =
    'width' in size
      ? imageTokens(profile.image, size.width, size.height)
      : mostImageTokens(profile.image, size.maxPixels);
  return {
    input: FRAME_TOKENS + Math.ceil(text / 3) + picture,
    output: request.sampling.maxTokens + profile.reasoningTokens,
  };
}

/** The most that a request may cost, US dollars. */
export function worstCaseUsd(
  request: CaptionRequest,
  profile: ModelProfile,
  price: TokenPrice,
  size: PictureSize = { maxPixels: request.maxPixels ?? DEFAULT_PIXELS },
): number {
  const { input, output } = worstCaseTokens(request, profile, size);
  return (input * price.inputPerMillion + output * price.outputPerMillion) / 1e6;
}

/** What a reply cost by its usage, US dollars. Cached input, where the reply tells it apart, at its own price. */
export function costUsd(usage: Usage, price: TokenPrice): number {
  const cached = Math.min(usage.cachedTokens ?? 0, usage.promptTokens);
  const cachedPrice = price.cachedInputPerMillion ?? price.inputPerMillion;
  const input = (usage.promptTokens - cached) * price.inputPerMillion + cached * cachedPrice;
  return (input + usage.completionTokens * price.outputPerMillion) / 1e6;
}

/** The price of the Batch API; undefined where it is not known. */
export function batchPrice(price: TokenPrice): TokenPrice | undefined {
  const { batchInputPerMillion, batchOutputPerMillion } = price;
  if (batchInputPerMillion === undefined || batchOutputPerMillion === undefined) return undefined;
  return { inputPerMillion: batchInputPerMillion, outputPerMillion: batchOutputPerMillion };
}
