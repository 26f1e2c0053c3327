import { loadImageTextModel, type PromptStyle, tokensOf } from './prompt-style.ts';

/** Florence-2: the instruction is one of its own task tokens, such as `<MORE_DETAILED_CAPTION>`; an encoder reads it beside the picture. */
export const taskStyle: PromptStyle = {
  async load(folder, options) {
    const { model, processor, tokenizer } = await loadImageTextModel(folder, options);
    return {
      model,
      // Places of regions are written as `<loc_123>`, which are tokens of the text and not special ones.
      decode: (ids) =>
        tokenizer.decode([...ids], { skip_special_tokens: true }).replace(/<\/?(loc_\d+|s|pad|unk)>/g, ''),
      async prepare(image, { text }) {
        const inputs = await processor(image, text);
        // The decoder's row starts with its own start token.
        return { inputs, prefixTokens: 1, promptTokens: tokensOf(inputs) };
      },
    };
  },
};
