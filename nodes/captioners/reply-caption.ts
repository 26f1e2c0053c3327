import type { CaptionReply, CaptionRequest } from '../../core/captioner.ts';
import type { CaptionFacet } from '../../core/sample.ts';
import type { NewCaption } from '../../core/verdict.ts';

/**
 * The caption that a reply is. Every reply becomes one, even when it is empty, withheld or cut off: it is paid for, and a person may
 * still repair it [RUN6]. Whether it goes on is decided by `acceptReply`.
 */
export function captionOf(reply: CaptionReply, request: CaptionRequest, title: string): NewCaption {
  return {
    text: reply.text.trim(),
    model: title,
    origin: 'generated',
    finishReason: reply.finishReason,
    seed: request.seed,
    ...(reply.usage && { usage: reply.usage }),
    ...(reply.costUsd !== undefined && { costUsd: reply.costUsd }),
    latencyMs: reply.latencyMs,
    attempts: reply.attempts,
    sampling: { ...request.sampling, repliedAs: reply.model },
  };
}

/** Why a reply is rejected; undefined keeps it. */
export function acceptReply(
  { text, finishReason }: Pick<CaptionFacet, 'text' | 'finishReason'>,
  { truncated }: { readonly truncated: 'keep' | 'reject' },
): { readonly reason: string; readonly detail?: string } | undefined {
  if (finishReason === 'content-filter')
    return { reason: 'content filter', detail: 'The provider withheld the reply' };
  if (text.trim() === '') {
    const cut = finishReason === 'length';
    return {
      reason: 'empty',
      detail: cut ? 'Stopped at the token limit before any text' : 'The reply has no text',
    };
  }
  if (finishReason === 'length' && truncated === 'reject')
    return { reason: 'cut off', detail: `Stopped at the token limit after ${text.length} characters` };
  return undefined;
}
