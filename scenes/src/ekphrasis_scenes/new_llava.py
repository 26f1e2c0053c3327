"""A model of LLaVA's architecture with new weights, around any vision tower, and the processor that goes with it."""

from typing import Any

import torch
from transformers import (
    CLIPImageProcessor,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

#: Units of an attention head; keys and values have half as many heads as queries.
HEAD = 32


def make_processor(
    tokenizer: PreTrainedTokenizerFast, *, side: int, patch: int, class_tokens: int = 0
) -> LlavaProcessor:
    """Pictures are scaled to a square of so many pixels; prompts get a token for each patch, and the class token's."""
    square = {"height": side, "width": side}
    return LlavaProcessor(
        image_processor=CLIPImageProcessor(size=square, crop_size=square, do_center_crop=False),
        tokenizer=tokenizer,
        patch_size=patch,
        # transformers.js counts the class token whatever the strategy says; with "full" both sides agree.
        vision_feature_select_strategy="full",
        num_additional_image_tokens=class_tokens,
        chat_template=tokenizer.chat_template,
    )


def make_model(
    tokenizer: PreTrainedTokenizerFast,
    vision: Any,
    *,
    image_tokens: int,
    width: int,
    layers: int,
    context: int,
    seed: int,
) -> LlavaForConditionalGeneration:
    """In float32: a tower by its configuration, a projector, and Llama of this width, with so many tokens of context."""
    torch.manual_seed(seed)
    ids: dict[str, Any] = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    heads = width // HEAD
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        # Two thirds of four widths, as Llama has it, in multiples of 16.
        intermediate_size=-(-width * 8 // 3 // 16) * 16,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads // 2,
        head_dim=HEAD,
        max_position_embeddings=context,
        **ids,
    )
    image_token: Any = tokenizer.convert_tokens_to_ids("<image>")
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=image_token,
        image_seq_length=image_tokens,
        vision_feature_select_strategy="full",
        # After the last block, so that each block learns.
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.update(do_sample=False, max_new_tokens=context // 2, **ids)
    return model
