"""A new model of LLaVA's architecture with CLIP's tower, as small as is asked for, that reads and writes what a data set says."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transformers import CLIPVisionConfig

from ekphrasis_scenes.new_llava import HEAD, make_model, make_processor
from ekphrasis_scenes.starter.tokenizer import train_tokenizer
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import save_model


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
    model = make_model(
        tokenizer,
        _tower(sizes),
        image_tokens=(sizes.side // sizes.patch) ** 2 + 1,
        width=sizes.text_width,
        layers=sizes.text_blocks,
        context=sizes.context,
        seed=seed,
    )
    processor = make_processor(tokenizer, side=sizes.side, patch=sizes.patch, class_tokens=1)
    save_model(model, processor, staging)
    staging.rename(out)


def _tower(sizes: Sizes) -> CLIPVisionConfig:
    return CLIPVisionConfig(
        hidden_size=sizes.vision_width,
        intermediate_size=4 * sizes.vision_width,
        num_hidden_layers=sizes.vision_blocks,
        num_attention_heads=sizes.vision_width // HEAD,
        image_size=sizes.side,
        patch_size=sizes.patch,
        projection_dim=sizes.vision_width,
    )


def _turns(records: Path) -> Iterator[str]:
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            for turn in json.loads(line)["conversations"]:
                yield turn["value"].replace("<image>", "").strip()
