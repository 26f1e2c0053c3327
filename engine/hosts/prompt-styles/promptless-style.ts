import { AutoImageProcessor, AutoModelForVision2Seq, AutoTokenizer } from '@huggingface/transformers';
import type { ModelInputs, PromptStyle } from './prompt-style.ts';

/** Encoder-decoder captioners such as ViT-GPT2: the picture is all they take. */
export const promptlessStyle: PromptStyle = {
  async load(folder, options) {
    const local = { local_files_only: true } as const;
    const pictures = (await AutoImageProcessor.from_pretrained(folder, local)) as unknown as (
      image: unknown,
    ) => Promise<ModelInputs>;
    const tokenizer = await AutoTokenizer.from_pretrained(folder, local);
    const model = await AutoModelForVision2Seq.from_pretrained(folder, { ...local, ...options } as object);
    return {
      model,
      decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
      async prepare(image) {
        const { pixel_values } = await pictures(image);
        return { inputs: { inputs: pixel_values }, prefixTokens: 1, promptTokens: 0 };
      },
    };
  },
};
