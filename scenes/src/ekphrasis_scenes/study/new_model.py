"""A new model of LLaVA's architecture, as small as is asked for, that reads and writes what a data set says."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from ekphrasis_scenes.starter.small_llava import SmallLlava, make_model, make_processor
from ekphrasis_scenes.starter.tokenizer import train_tokenizer
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import save_model


def write_new_model(records: Path, out: Path, sizes: SmallLlava, *, vocabulary: int, seed: int) -> None:
    """Weights at random, a tokenizer learned from all turns of the records; the folder is there whole or not at all."""
    for name, width in (("vision width", sizes.vision_width), ("text width", sizes.text_width)):
        if width % (2 * sizes.head):
            message = f"The {name} is {width}, and has to be a multiple of {2 * sizes.head}."
            raise TrainerError("SPEC_INVALID", message, "Choose the multiple that is next to it.")
    if sizes.image_size % sizes.patch_size:
        message = f"Pictures of {sizes.image_size} pixels cannot be cut into patches of {sizes.patch_size}."
        raise TrainerError("SPEC_INVALID", message, "Choose a side that is a multiple of the patch.")
    tokenizer = train_tokenizer(_turns(records), vocabulary=vocabulary, context=sizes.context)
    staging = out.with_name(f"{out.name}.writing")
    shutil.rmtree(staging, ignore_errors=True)
    save_model(make_model(tokenizer, sizes, seed), make_processor(tokenizer, sizes), staging)
    staging.rename(out)


def _turns(records: Path) -> Iterator[str]:
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            for turn in json.loads(line)["conversations"]:
                yield turn["value"].replace("<image>", "").strip()
