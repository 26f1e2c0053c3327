import { z } from 'zod';
import type { Usage } from '../../../core/captioner.ts';
import { UserError } from '../../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import type { FinishReason } from '../../../core/sample.ts';

const textPart = z.object({ type: z.string().optional(), text: z.string().optional() });
const tokens = z.number().min(0).nullish();

/** What is needed of a chat completion; servers differ in everything else. */
const replyShape = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z
          .object({
            content: z.union([z.string(), z.array(textPart)]).nullish(),
            refusal: z.string().nullish(),
            reasoning_content: z.unknown().optional(),
            reasoning: z.unknown().optional(),
          })
          .nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z.object({ cached_tokens: tokens }).nullish().catch(undefined),
      completion_tokens_details: z.object({ reasoning_tokens: tokens }).nullish(),
    })
    .nullish()
    .catch(undefined),
});

export interface ChatReply {
  /** May be '': an empty, refused or filtered reply is a reply, and paid for. */
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly usage?: Usage;
  readonly model?: string;
  /** A reasoning trace came with the text and was taken off. */
  readonly reasoned: boolean;
}

/** Reads a body that came with status 2xx. Throws ENDPOINT_BAD_REPLY with an excerpt for what is not a chat completion. */
export function readChatReply(body: string): ChatReply {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    throw badReply(body);
  }
  const parsed = replyShape.safeParse(content);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined) throw badReply(body);
  const { message } = choice;
  const raw = message?.content ?? '';
  const whole = typeof raw === 'string' ? raw : raw.map((part) => part.text ?? '').join('');
  const { text, reasoned } = stripReasoning(whole);
  const refusal = message?.refusal ?? '';
  const usage = usageOf(parsed.data.usage);
  return {
    text: text === '' ? refusal : text,
    finishReason: refusal !== '' && text === '' ? 'content-filter' : finishReasonOf(choice.finish_reason),
    reasoned: reasoned || isText(message?.reasoning_content) || isText(message?.reasoning),
    ...(usage !== undefined && { usage }),
    ...(parsed.data.model !== undefined && { model: parsed.data.model.slice(0, 200) }),
  };
}

/**
 * A refusal that came with status 200, as some brokers send it: what stands under `error`, with the status that it names (400 where it
 * names none). Undefined for everything else.
 */
export function refusalIn(body: string): { readonly status: number; readonly error: JsonObject } | undefined {
  if (!body.includes('"error"')) return undefined;
  try {
    const content: unknown = JSON.parse(body);
    if (!isJsonObject(content) || !isJsonObject(content.error) || Array.isArray(content.choices))
      return undefined;
    const status = Number(content.error.code ?? content.error.status);
    return { status: status >= 400 && status < 600 ? status : 400, error: content.error };
  } catch {
    // No JSON is no refusal either: `readChatReply` says what it is.
    return undefined;
  }
}

const TRACE = /<(think|thinking|reasoning)>[\s\S]*?<\/\1>/gi;

/**
 * Takes reasoning traces off a text: whole ones, one without its beginning (the template opened it), and one without its end (the
 * limit of tokens came first: then there is no caption at all).
 */
export function stripReasoning(text: string): { readonly text: string; readonly reasoned: boolean } {
  const rest = text
    .replace(TRACE, '')
    .replace(/^[\s\S]*<\/(think|thinking|reasoning)>/i, '')
    .replace(/<(think|thinking|reasoning)>[\s\S]*$/i, '');
  return { text: rest.trim(), reasoned: rest !== text };
}

function finishReasonOf(reason: string | null | undefined): FinishReason {
  switch (reason) {
    case 'stop':
    case 'eos':
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
    case 'safety':
      return 'content-filter';
    default:
      return 'other';
  }
}

function usageOf(usage: z.output<typeof replyShape>['usage']): Usage | undefined {
  if (typeof usage?.prompt_tokens !== 'number' || typeof usage.completion_tokens !== 'number')
    return undefined;
  const reasoningTokens = usage.completion_tokens_details?.reasoning_tokens;
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens;
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    ...(typeof cachedTokens === 'number' && cachedTokens > 0 && { cachedTokens }),
    ...(typeof reasoningTokens === 'number' && reasoningTokens > 0 && { reasoningTokens }),
  };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** What to say of a body that is no chat completion. */
export function badReply(body: string): UserError {
  const html = /^\s*(<!doctype html|<html)/i.test(body);
  return new UserError(
    'ENDPOINT_BAD_REPLY',
    html
      ? 'The endpoint answered with a web page instead of JSON.'
      : 'The endpoint’s answer is not a chat completion.',
    {
      remedy: 'Check the address in the settings; for most servers it ends with /v1.',
      excerpt: body.slice(0, 2000),
    },
  );
}
