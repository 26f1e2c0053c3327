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

/** How one family of models is asked and read. Its two halves are loaded in different threads. */
export interface PromptStyle {
  loadModel(folder: string, options: LoadOptions): Promise<PreTrainedModel>;
  /** Loads what stands before the model and behind it: image processor and tokenizer. */
  loadPreparer(folder: string): Promise<StyledPreparer>;
}

/** How transformers.js is to load a model; passed on as it is. */
export interface LoadOptions {
  readonly device: string;
  readonly dtype: Readonly<Record<string, string>>;
  readonly session_options: Readonly<Record<string, unknown>>;
}

/** Makes a model's inputs, and reads its output. */
export interface StyledPreparer {
  prepare(image: RawImage, prompt: StyledPrompt): Promise<PreparedPrompt>;
  /** Ids → text without special tokens. */
  decode(ids: readonly number[]): string;
}

/** A picture and a prompt, ready for the model. */
export interface PreparedPrompt {
  readonly inputs: ModelInputs;
  /** Tokens that went in. */
  readonly promptTokens: number;
}

/** The loosely typed call of transformers.js's processors: arguments differ by class. */
export type CallableProcessor = Processor &
  ((first: unknown, second: unknown, options?: unknown) => Promise<ModelInputs>);

/** Nothing is fetched: the folder holds it all. */
export const LOCAL_ONLY = { local_files_only: true } as const;

/** Length of the `input_ids` row; 0 where the model takes none. */
export function tokensOf(inputs: ModelInputs): number {
  const ids = inputs.input_ids as { readonly dims: readonly number[] } | undefined;
  return ids?.dims.at(-1) ?? 0;
}

/** Loads a model that reads a picture and a text. */
export function loadImageTextModel(folder: string, options: LoadOptions): Promise<PreTrainedModel> {
  return AutoModelForImageTextToText.from_pretrained(folder, { ...LOCAL_ONLY, ...options } as object);
}

/** Loads the one processor for text and picture that comes with such a model. */
export async function loadImageTextProcessor(
  folder: string,
): Promise<{ readonly processor: CallableProcessor; readonly tokenizer: PreTrainedTokenizer }> {
  const processor = (await AutoProcessor.from_pretrained(folder, LOCAL_ONLY)) as unknown as CallableProcessor;
  const { tokenizer } = processor;
  if (tokenizer === undefined) throw new Error('The model has no tokenizer.');
  return { processor, tokenizer };
}
