import type { CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile } from '../../../core/endpoint.ts';

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
    ...(profile.temperature && { temperature: sampling.temperature }),
    ...(profile.topP && sampling.topP !== undefined && { top_p: sampling.topP }),
    ...(profile.seed && { seed }),
  };
}
