import {
  AutoModelForImageTextToText,
  AutoProcessor,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Processor,
  type RawImage,
} from '@huggingface/transformers';

/** Inputs of `generate`: tensors by name. */
export type ModelInputs = Readonly<Record<string, unknown>>;

/** What is asked about a picture. */
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

/** How transformers.js is to load a model; passed on as it is. */
export interface LoadOptions {
  readonly device: string;
  readonly dtype: Readonly<Record<string, string>>;
  readonly session_options: Readonly<Record<string, unknown>>;
}

/** A loaded model with the way it wants to be asked. */
export interface StyledModel {
  readonly model: PreTrainedModel;
  /** Ids → text without special tokens. */
  decode(ids: readonly number[]): string;
  prepare(image: RawImage, prompt: StyledPrompt): Promise<PreparedPrompt>;
}

/** A picture and a prompt, ready for the model. */
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

/** Loads a model that comes with one processor for text and picture. Nothing is fetched: the folder holds it all. */
export async function loadImageTextModel(
  folder: string,
  options: LoadOptions,
): Promise<{
  readonly model: PreTrainedModel;
  readonly processor: CallableProcessor;
  readonly tokenizer: PreTrainedTokenizer;
}> {
  const local = { local_files_only: true } as const;
  const processor = (await AutoProcessor.from_pretrained(folder, local)) as unknown as CallableProcessor;
  const model = await AutoModelForImageTextToText.from_pretrained(folder, { ...local, ...options } as object);
  const { tokenizer } = processor;
  if (tokenizer === undefined) throw new Error('The model has no tokenizer.');
  return { model, processor, tokenizer };
}
