import type { PreTrainedModel, Processor, RawImage } from '@huggingface/transformers';

/** Inputs of `generate`: tensors by name. */
export type ModelInputs = Readonly<Record<string, unknown>>;

export interface StyledPrompt {
  /** The instruction as it is to be sent, already chosen between the request's and the model's own. */
  readonly text: string;
  readonly system?: string;
}

/** How one family of models is asked and read. */
export interface PromptStyle {
  /** Loads what stands before the model: tokenizer and image processor, and the model itself. */
  load(folder: string, options: LoadOptions): Promise<StyledModel>;
}

export interface LoadOptions {
  readonly device: string;
  readonly dtype: Readonly<Record<string, string>>;
  readonly session_options: Readonly<Record<string, unknown>>;
}

export interface StyledModel {
  readonly model: PreTrainedModel;
  /** Ids → text without special tokens. */
  decode(ids: readonly number[]): string;
  prepare(image: RawImage, prompt: StyledPrompt): Promise<PreparedPrompt>;
}

export interface PreparedPrompt {
  readonly inputs: ModelInputs;
  /** Tokens at the start of each output row that are not the reply. */
  readonly prefixTokens: number;
  /** Tokens that went in. */
  readonly promptTokens: number;
}

/** The loosely typed call of transformers.js's processors: arguments differ by class. */
export type CallableProcessor = Processor &
  ((first: unknown, second: unknown, options?: unknown) => Promise<ModelInputs>);

/** Length of the `input_ids` row; 0 where the model takes none. */
export function tokensOf(inputs: ModelInputs): number {
  const ids = inputs.input_ids as { readonly dims: readonly number[] } | undefined;
  return ids?.dims.at(-1) ?? 0;
}
