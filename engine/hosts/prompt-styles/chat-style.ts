import type { RawImage } from '@huggingface/transformers';
import {
  loadImageTextModel,
  loadImageTextProcessor,
  type PromptStyle,
  type StyledPrompt,
  tokensOf,
} from './prompt-style.ts';

/** Processors whose first argument is the picture; all others take the text first. */
const IMAGES_FIRST = /^(Llava|Florence2|Moondream|VLChat)/;

/**
 * Area up to which a picture goes to SmolVLM in one piece (512 × 512). Larger ones are cut into up to 17 tiles, which costs as many
 * times the tokens; who wants it quick sets a lower limit of pixels.
 */
const ONE_TILE = 512 * 512;

/** Models with a chat template that places the picture: LLaVA, SmolVLM, Qwen2-VL and their kin. */
export const chatStyle: PromptStyle = {
  loadModel: loadImageTextModel,
  async loadPreparer(folder) {
    const { processor, tokenizer } = await loadImageTextProcessor(folder);
    const imagesFirst = IMAGES_FIRST.test(processor.constructor.name);
    return {
      decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
      async prepare(image: RawImage, prompt: StyledPrompt) {
        const text = processor.apply_chat_template(messagesOf(prompt) as never, {
          add_generation_prompt: true,
          tokenize: false,
        }) as string;
        // The template may write the first token itself; the tokenizer must then not add it once more.
        const bos = (tokenizer as { readonly bos_token?: string }).bos_token;
        const add_special_tokens = !(bos !== undefined && bos !== '' && text.startsWith(bos));
        const inputs = imagesFirst
          ? await processor(image, text, { add_special_tokens })
          : await processor(text, [image], { do_image_splitting: image.width * image.height > ONE_TILE });
        return { inputs, promptTokens: tokensOf(inputs) };
      },
    };
  },
};

function messagesOf({ text, system }: StyledPrompt): object[] {
  const user = { role: 'user', content: [{ type: 'image' }, { type: 'text', text }] };
  if (system === undefined || system === '') return [user];
  return [{ role: 'system', content: [{ type: 'text', text: system }] }, user];
}
