"""A new model of LLaVA's architecture with CLIP's tower, as small as is asked for, that reads and writes what a data set says."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
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

from ekphrasis_scenes.starter.tokenizer import train_tokenizer
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import save_model

#: Units of an attention head, in both parts. Widths are multiples of two heads: keys and values have half as many.
HEAD = 32


@dataclass(frozen=True)
class Sizes:
    """Of the parts; pictures and patches in pixels, the context in tokens."""

    side: int
    patch: int
    vision_width: int
    vision_blocks: int
    text_width: int
    text_blocks: int
    context: int


def write_new_model(records: Path, out: Path, sizes: Sizes, *, vocabulary: int, seed: int) -> None:
    """Weights at random, a tokenizer learned from all turns of the records; the folder is there whole or not at all."""
    for name, width in (("vision width", sizes.vision_width), ("text width", sizes.text_width)):
        if width % (2 * HEAD):
            message = f"The {name} is {width}, and has to be a multiple of {2 * HEAD}."
            raise TrainerError("SPEC_INVALID", message, "Choose the multiple that is next to it.")
    if sizes.side % sizes.patch:
        message = f"Pictures of {sizes.side} pixels cannot be cut into patches of {sizes.patch}."
        raise TrainerError("SPEC_INVALID", message, "Choose a side that is a multiple of the patch.")
    tokenizer = train_tokenizer(_turns(records), vocabulary=vocabulary, context=sizes.context)
    staging = out.with_name(f"{out.name}.writing")
    shutil.rmtree(staging, ignore_errors=True)
    save_model(_make_model(tokenizer, sizes, seed), _make_processor(tokenizer, sizes), staging)
    staging.rename(out)


def _make_processor(tokenizer: PreTrainedTokenizerFast, sizes: Sizes) -> LlavaProcessor:
    # transformers.js counts the class token whatever the strategy says; with "full" and one more token both sides agree.
    side = {"height": sizes.side, "width": sizes.side}
    return LlavaProcessor(
        image_processor=CLIPImageProcessor(size=side, crop_size=side, do_center_crop=False),
        tokenizer=tokenizer,
        patch_size=sizes.patch,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=1,
        chat_template=tokenizer.chat_template,
    )


def _make_model(tokenizer: PreTrainedTokenizerFast, sizes: Sizes, seed: int) -> LlavaForConditionalGeneration:
    torch.manual_seed(seed)
    ids: dict[str, Any] = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    vision = CLIPVisionConfig(
        hidden_size=sizes.vision_width,
        intermediate_size=4 * sizes.vision_width,
        num_hidden_layers=sizes.vision_blocks,
        num_attention_heads=sizes.vision_width // HEAD,
        image_size=sizes.side,
        patch_size=sizes.patch,
        projection_dim=sizes.vision_width,
    )
    heads = sizes.text_width // HEAD
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=sizes.text_width,
        # Two thirds of four widths, as Llama has it, in multiples of 16.
        intermediate_size=-(-sizes.text_width * 8 // 3 // 16) * 16,
        num_hidden_layers=sizes.text_blocks,
        num_attention_heads=heads,
        num_key_value_heads=heads // 2,
        head_dim=HEAD,
        max_position_embeddings=sizes.context,
        **ids,
    )
    image_token: Any = tokenizer.convert_tokens_to_ids("<image>")
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=image_token,
        image_seq_length=(sizes.side // sizes.patch) ** 2 + 1,
        vision_feature_select_strategy="full",
        # After the last block, so that each block learns.
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.update(do_sample=False, max_new_tokens=sizes.context // 2, **ids)
    return model


def _turns(records: Path) -> Iterator[str]:
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            for turn in json.loads(line)["conversations"]:
                yield turn["value"].replace("<image>", "").strip()
