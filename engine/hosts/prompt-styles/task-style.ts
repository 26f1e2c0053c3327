import { loadImageTextModel, loadImageTextProcessor, type PromptStyle, tokensOf } from './prompt-style.ts';

/** Florence-2: the instruction is one of its own task tokens, such as `<MORE_DETAILED_CAPTION>`; an encoder reads it beside the picture. */
export const taskStyle: PromptStyle = {
  loadModel: loadImageTextModel,
  async loadPreparer(folder) {
    const { processor, tokenizer } = await loadImageTextProcessor(folder);
    return {
      // Places of regions are written as `<loc_123>`, which are tokens of the text and not special ones.
      decode: (ids) =>
        tokenizer.decode([...ids], { skip_special_tokens: true }).replace(/<\/?(loc_\d+|s|pad|unk)>/g, ''),
      async prepare(image, { text }) {
        const inputs = await processor(image, text);
        return { inputs, promptTokens: tokensOf(inputs) };
      },
    };
  },
};
