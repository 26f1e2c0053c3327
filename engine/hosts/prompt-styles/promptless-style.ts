import { AutoImageProcessor, AutoModelForVision2Seq, AutoTokenizer } from '@huggingface/transformers';
import { LOCAL_ONLY, type ModelInputs, type PromptStyle } from './prompt-style.ts';

/** Encoder-decoder captioners such as ViT-GPT2: the picture is all they take. */
export const promptlessStyle: PromptStyle = {
  loadModel: (folder, options) =>
    AutoModelForVision2Seq.from_pretrained(folder, { ...LOCAL_ONLY, ...options } as object),
  async loadPreparer(folder) {
    const pictures = (await AutoImageProcessor.from_pretrained(folder, LOCAL_ONLY)) as unknown as (
      image: unknown,
    ) => Promise<ModelInputs>;
    const tokenizer = await AutoTokenizer.from_pretrained(folder, LOCAL_ONLY);
    return {
      decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
      async prepare(image) {
        const { pixel_values } = await pictures(image);
        return { inputs: { inputs: pixel_values }, promptTokens: 0 };
      },
    };
  },
};
