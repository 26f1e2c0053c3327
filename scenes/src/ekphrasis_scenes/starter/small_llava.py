"""A model of LLaVA's architecture that is small enough to learn on two processor cores."""

from dataclasses import dataclass
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

_STRIDES = (3, 2, 2)


@dataclass(frozen=True)
class SmallLlava:
    """Sizes of the parts; the defaults are the starter's.

    The vision tower is SegFormer's encoder (arXiv 2105.15203) in three stages: patches overlap and each block has a
    convolution, so that new weights learn shapes and letters, wherever they stand, from far fewer pictures than a ViT's.
    """

    image_size: int = 96
    #: Width and blocks of each stage; the first takes every third pixel, the others every second of what came before.
    widths: tuple[int, int, int] = (32, 96, 192)
    depths: tuple[int, int, int] = (1, 2, 4)
    text_width: int = 256
    text_layers: int = 4
    head: int = 32
    context: int = 256

    @property
    def patches(self) -> int:
        """Patches along a side that the language model sees."""
        return self.image_size // (_STRIDES[0] * _STRIDES[1] * _STRIDES[2])


def make_processor(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava) -> LlavaProcessor:
    """Pictures are scaled to the model's square; prompts get a token for each patch, and there is no class token."""
    side = {"height": sizes.image_size, "width": sizes.image_size}
    return LlavaProcessor(
        image_processor=CLIPImageProcessor(size=side, crop_size=side, do_center_crop=False),
        tokenizer=tokenizer,
        patch_size=sizes.image_size // sizes.patches,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=0,
        chat_template=tokenizer.chat_template,
    )


def make_model(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava, seed: int) -> LlavaForConditionalGeneration:
    """The model with new weights, in float32."""
    torch.manual_seed(seed)
    ids: dict[str, Any] = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    image_token: Any = tokenizer.convert_tokens_to_ids("<image>")
    vision = {
        "model_type": "segformer",
        "num_encoder_blocks": 3,
        "hidden_sizes": list(sizes.widths),
        "depths": list(sizes.depths),
        "patch_sizes": [7, 3, 3],
        "strides": list(_STRIDES),
        # Keys are reduced to the last stage's patches in the earlier ones.
        "sr_ratios": [4, 2, 1],
        "mlp_ratios": [2, 3, 4],
        "num_attention_heads": [max(1, width // sizes.head) for width in sizes.widths],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "drop_path_rate": 0.0,
        # Patches stay a sequence, as LLaVA reads them.
        "reshape_last_stage": False,
        # By CLIP's names: the projector asks for the width, the export for the picture's size.
        "hidden_size": sizes.widths[2],
        "image_size": sizes.image_size,
    }
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
        image_seq_length=sizes.patches**2,
        vision_feature_select_strategy="full",
        # After the last stage: no block goes to waste.
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.update(do_sample=False, max_new_tokens=sizes.context // 2, **ids)
    return model
