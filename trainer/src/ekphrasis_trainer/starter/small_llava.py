"""A model of LLaVA's architecture that is small enough to learn on two processor cores."""

from dataclasses import dataclass
from typing import Any

import torch
from transformers import (
    CLIPImageProcessor,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)


@dataclass(frozen=True)
class SmallLlava:
    """Sizes of the parts. Defaults: 6 million parameters, 12 MB in fp16, the starter's."""

    image_size: int = 96
    patch_size: int = 12
    vision_width: int = 192
    vision_layers: int = 6
    text_width: int = 256
    text_layers: int = 4
    head: int = 32
    context: int = 384


def make_processor(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava) -> LlavaProcessor:
    """Pictures are scaled to the model's square; prompts get a token for each patch and one for the class token.

    transformers.js counts the class token whatever the strategy of feature selection says; with ``full`` and one
    additional token both sides count alike.
    """
    side = {"height": sizes.image_size, "width": sizes.image_size}
    return LlavaProcessor(
        image_processor=CLIPImageProcessor(size=side, crop_size=side, do_center_crop=False),
        tokenizer=tokenizer,
        patch_size=sizes.patch_size,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=1,
        chat_template=tokenizer.chat_template,
    )


def make_model(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava, seed: int) -> LlavaForConditionalGeneration:
    """The model with new weights, in float32."""
    torch.manual_seed(seed)
    ids: dict[str, Any] = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    image_token: Any = tokenizer.convert_tokens_to_ids("<image>")
    vision = CLIPVisionConfig(
        hidden_size=sizes.vision_width,
        intermediate_size=4 * sizes.vision_width,
        num_hidden_layers=sizes.vision_layers,
        num_attention_heads=sizes.vision_width // sizes.head,
        image_size=sizes.image_size,
        patch_size=sizes.patch_size,
        projection_dim=sizes.vision_width,
    )
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=sizes.text_width,
        # Two thirds of four widths, as Llama has it, in multiples of 16.
        intermediate_size=-(-sizes.text_width * 8 // 3 // 16) * 16,
        num_hidden_layers=sizes.text_layers,
        num_attention_heads=sizes.text_width // sizes.head,
        num_key_value_heads=sizes.text_width // sizes.head // 2,
        head_dim=sizes.head,
        max_position_embeddings=sizes.context,
        **ids,
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=image_token,
        image_seq_length=(sizes.image_size // sizes.patch_size) ** 2 + 1,
        vision_feature_select_strategy="full",
        # The last layer: its features are the ones that are trained, and no block goes to waste.
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.update(do_sample=False, max_new_tokens=sizes.context // 2, **ids)
    return model
