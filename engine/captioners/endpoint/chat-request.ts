import type { CaptionRequest } from '../../../core/captioner.ts';
import type { StoredEndpoint } from '../../settings/settings-file.ts';
import type { ModelProfile } from './model-profiles.ts';

/** Area that is sent when the request names none: 1024 × 1024. */
export const DEFAULT_PIXELS = 1_048_576;

/** Body of `POST /chat/completions`, as far as captioning needs it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly object[];
  readonly stream: false;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly seed?: number;
}

/** Builds the request for one picture. Everything in it follows from the caption request and the profile. */
export function chatRequest(
  model: string,
  request: CaptionRequest,
  picture: { readonly mime: string; readonly bytes: Uint8Array },
  profile: ModelProfile,
): ChatBody {
  const { prompt, system, sampling, seed } = request;
  const url = `data:${picture.mime};base64,${Buffer.from(picture.bytes).toString('base64')}`;
  const content = [
    { type: 'image_url', image_url: { url } },
    ...(prompt === '' ? [] : [{ type: 'text', text: prompt }]),
  ];
  return {
    model,
    messages: [
      ...(system === undefined || system === '' ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content },
    ],
    stream: false,
    [profile.maxTokensField]: sampling.maxTokens + profile.reasoningTokens,
    ...(profile.sampling && {
      temperature: sampling.temperature,
      ...(sampling.topP !== undefined && { top_p: sampling.topP }),
    }),
    ...(profile.seed && { seed }),
  };
}

/** Text of the parts that surround the messages: role names, separators. */
const FRAME_TOKENS = 64;

/**
 * The most that a request may cost, US dollars: its text at three characters a token (most languages need fewer tokens), the picture
 * by the profile, and every token that may be generated [RUN7].
 */
export function worstCaseUsd(
  request: CaptionRequest,
  profile: ModelProfile,
  price: NonNullable<StoredEndpoint['price']>,
): number {
  const text = Buffer.byteLength(request.prompt) + Buffer.byteLength(request.system ?? '');
  const input = FRAME_TOKENS + Math.ceil(text / 3) + profile.imageTokens(request.maxPixels ?? DEFAULT_PIXELS);
  const output = request.sampling.maxTokens + profile.reasoningTokens;
  return (input * price.inputPerMillion + output * price.outputPerMillion) / 1e6;
}

/** What a reply cost by its usage, US dollars. */
export function costUsd(
  usage: { readonly promptTokens: number; readonly completionTokens: number },
  price: NonNullable<StoredEndpoint['price']>,
): number {
  return (usage.promptTokens * price.inputPerMillion + usage.completionTokens * price.outputPerMillion) / 1e6;
}
