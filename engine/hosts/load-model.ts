import { env, InterruptableStoppingCriteria, random, type Tensor } from '@huggingface/transformers';
import { UserError } from '../../core/errors.ts';
import { checkModelFolder } from './check-model-folder.ts';
import type { HostReply, HostRequest, ModelSpec, PromptStyleName } from './host-messages.ts';
import { chatStyle } from './prompt-styles/chat-style.ts';
import type { PromptStyle, StyledModel } from './prompt-styles/prompt-style.ts';
import { promptlessStyle } from './prompt-styles/promptless-style.ts';
import { taskStyle } from './prompt-styles/task-style.ts';
import { readPixels } from './read-pixels.ts';

const STYLES: Readonly<Record<PromptStyleName, PromptStyle>> = {
  chat: chatStyle,
  task: taskStyle,
  none: promptlessStyle,
};

type GenerateArguments = Parameters<StyledModel['model']['generate']>[0];

export interface LoadedModel {
  /** Throws CANCELLED when the signal fires, IMAGE_DAMAGED for a picture that cannot be decoded. Not reentrant. */
  caption(request: HostRequest, signal: AbortSignal): Promise<HostReply>;
}

/** Loads a model from its folder and nowhere else; nothing is ever fetched from here. Throws with the runtime's own message. */
export async function loadModel(spec: ModelSpec): Promise<LoadedModel> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  await checkModelFolder(spec.folder, Object.keys(spec.dtype));
  const styled = await STYLES[spec.style].load(spec.folder, {
    device: spec.provider,
    dtype: spec.dtype,
    session_options: {
      executionProviders: [spec.provider],
      intraOpNumThreads: spec.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    },
  });
  return { caption: (request, signal) => captionOne(styled, spec, request, signal) };
}

async function captionOne(
  styled: StyledModel,
  spec: ModelSpec,
  request: HostRequest,
  signal: AbortSignal,
): Promise<HostReply> {
  const started = performance.now();
  const image = await readPixels(request.imagePath, request.maxPixels);
  const prompt = {
    text: spec.usesPrompt && request.prompt !== '' ? request.prompt : spec.instruction,
    ...(spec.usesPrompt && request.system !== undefined && { system: request.system }),
  };
  const { inputs, prefixTokens, promptTokens } = await styled.prepare(image, prompt);
  const stop = new InterruptableStoppingCriteria();
  const interrupt = () => stop.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) throw cancelled();
  const { temperature, topP, maxTokens } = request.sampling;
  // One request at a time is at work in this process, so the library's one generator gives each its own sequence.
  random.seed(request.seed);
  const output = (await styled.model.generate({
    ...inputs,
    max_new_tokens: Math.min(maxTokens, spec.maxNewTokens),
    ...(temperature > 0
      ? { do_sample: true, temperature, ...(topP !== undefined && { top_p: topP }) }
      : { do_sample: false }),
    stopping_criteria: stop,
  } as GenerateArguments)) as Tensor;
  signal.removeEventListener('abort', interrupt);
  if (signal.aborted) throw cancelled();
  const row = (output.tolist() as (number | bigint)[][])[0] ?? [];
  const { ids, ended } = cutAtEnd(row.slice(prefixTokens).map(Number), endTokensOf(styled));
  return {
    text: styled.decode(ids).trim(),
    finishReason: ended ? 'stop' : 'length',
    promptTokens,
    completionTokens: ids.length + (ended ? 1 : 0),
    latencyMs: performance.now() - started,
  };
}

/** The tokens before the first end token; whatever follows it is noise. */
function cutAtEnd(
  ids: readonly number[],
  endTokens: readonly number[],
): { readonly ids: readonly number[]; readonly ended: boolean } {
  const end = ids.findIndex((id) => endTokens.includes(id));
  return end === -1 ? { ids, ended: false } : { ids: ids.slice(0, end), ended: true };
}

function endTokensOf({ model }: StyledModel): readonly number[] {
  const generation = model.generation_config as { readonly eos_token_id?: number | number[] | null } | null;
  const end =
    generation?.eos_token_id ?? (model.config as { readonly eos_token_id?: number }).eos_token_id ?? [];
  return Array.isArray(end) ? end : [end];
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The caption was cancelled before it was finished.');
}
