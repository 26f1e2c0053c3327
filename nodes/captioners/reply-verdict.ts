import type { CaptionReply, CaptionRequest } from '../../core/captioner.ts';
import { keep, type NewCaption, type Patch, reject, type Verdict } from '../../core/verdict.ts';

/** What becomes of a reply that stopped at the token limit. */
export type TruncatedPolicy = 'keep' | 'reject';

/**
 * The verdict on a captioner's reply. The caption is in it whatever the verdict: it is paid for, and a person may still take it [RUN6].
 * `more` is patched in beside it.
 */
export function replyVerdict(
  reply: CaptionReply,
  request: CaptionRequest,
  title: string,
  truncated: TruncatedPolicy,
  more: Patch = {},
): Verdict {
  const caption: NewCaption = {
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
  const patch: Patch = { ...more, caption };
  if (reply.finishReason === 'content-filter')
    return reject('content filter', 'The provider withheld the reply', patch);
  if (caption.text === '') return reject('empty', emptyDetail(reply), patch);
  if (reply.finishReason === 'length' && truncated === 'reject')
    return reject('cut off', `Stopped at ${request.sampling.maxTokens} tokens`, patch);
  return keep(patch);
}

function emptyDetail({ finishReason, usage }: CaptionReply): string {
  if (usage?.reasoningTokens) return `${usage.reasoningTokens} tokens of reasoning, none of text`;
  return finishReason === 'length' ? 'Stopped at the token limit before any text' : 'The reply has no text';
}
