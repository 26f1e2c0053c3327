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

/**
 * Builds the request for one picture, which is given by its address or as a data URI. Everything in it follows from the caption request
 * and the profile.
 */
export function chatRequest(
  model: string,
  request: CaptionRequest,
  url: string,
  profile: ModelProfile,
): ChatBody {
  const { prompt, system, sampling, seed } = request;
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

const URL_FIELD = '{"url":"';

/** A request as bytes; `uri` is the picture's data URI within them. */
export interface ChatBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly uri: Uint8Array;
}

/**
 * The same as the bytes that are sent, with the picture's data URI put in as it is: as a text it would be copied and scanned three times
 * on the engine's own thread. The first such field is ours, as quotes within texts are escaped.
 */
export function chatBytes(
  model: string,
  request: CaptionRequest,
  dataUri: Uint8Array,
  profile: ModelProfile,
): ChatBytes {
  const text = JSON.stringify(chatRequest(model, request, '', profile));
  const at = text.indexOf(URL_FIELD) + URL_FIELD.length;
  const head = Buffer.from(text.slice(0, at));
  const tail = Buffer.from(text.slice(at));
  const bytes = new Uint8Array(head.length + dataUri.length + tail.length);
  bytes.set(head);
  bytes.set(dataUri, head.length);
  bytes.set(tail, head.length + dataUri.length);
  return { bytes, uri: bytes.subarray(head.length, head.length + dataUri.length) };
}
