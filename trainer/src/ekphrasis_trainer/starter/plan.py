"""What building the starter takes: sizes, and how the minutes are shared out."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from .small_llava import SmallLlava

#: Sizes by name; ``mini`` is for trying the whole way out within minutes.
SIZES: Final = {
    "starter": SmallLlava(),
    "mini": SmallLlava(vision_width=96, vision_layers=3, text_width=128, text_layers=2),
}
#: Shares of the time: learning what covers each patch, learning to caption. The rest is drawing, exporting, measuring.
DENSE_SHARE: Final = 0.4
CAPTION_SHARE: Final = 0.48
#: Scenes drawn at most; a longer training sees them again.
MOST_SCENES: Final = 60_000
HELD_OUT: Final = 500
#: Series of scenes; held-out ones are of another.
TRAIN_SEED: Final = 1
HELD_OUT_SEED: Final = 2

#: What differs from the recipes' own values, which are for large models that know something already.
DENSE: Final[dict[str, Any]] = {"optimizer": {"learning_rate": 1e-3, "global_batch_size": 64, "device_batch_size": 64}}
CAPTIONS: Final[dict[str, Any]] = {
    "instruction": "Describe the image in detail.",
    "template": "chat",
    "tuned": {"vision_unfrozen_from": 0, "projector": True, "language_model": True},
    "optimizer": {
        "learning_rate": 1e-3,
        "vision_learning_rate": 3e-4,
        "global_batch_size": 32,
        "device_batch_size": 32,
        "max_length": 384,
    },
    "hardware": {"gradient_checkpointing": False},
    "checkpoints": {"every_minutes": 5},
}


@dataclass(frozen=True)
class Plan:
    """Written once, so that a build that is gone on with does what it began with."""

    size: str
    minutes: float
    seed: int
    scenes: int
    dense_steps: int
    caption_steps: int

    def write(self, path: Path) -> None:
        """Writes it whole or not at all."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")
        part.replace(path)

    @staticmethod
    def read(path: Path) -> "Plan | None":
        """The plan of a build that was begun."""
        return Plan(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def stage_spec(recipe: str, model: Path, output: Path, data: Path, steps: int, seed: int) -> dict[str, Any]:
    """The job of one stage."""
    values = DENSE if recipe == "dense" else CAPTIONS
    spec: dict[str, Any] = {
        "version": 1,
        "recipe": recipe,
        "model": str(model),
        "output": str(output),
        "data": {"train": str(data / "train" / "records.jsonl"), "held_out": str(data / "held-out" / "records.jsonl")},
        "seed": seed,
        **values,
    }
    # The number of epochs is what max_steps leaves of it.
    spec["optimizer"] = {**values["optimizer"], "epochs": 1000, "max_steps": steps}
    spec["checkpoints"] = {"keep_last": 1, "keep_best": False, "every_minutes": 5}
    return spec
