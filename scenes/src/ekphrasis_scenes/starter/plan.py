"""What building the starter takes: sizes, scenes, and the steps of each stage."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from ekphrasis_scenes.write import INSTRUCTION

from .small_llava import SmallLlava

#: Series of scenes; held-out ones are of another.
TRAIN_SEED: Final = 1
HELD_OUT_SEED: Final = 2
#: Held-out scenes that are looked at while training, each time a checkpoint is made; it is measured on those after them.
WATCHED: Final = 64


@dataclass(frozen=True)
class Plan:
    """A build in steps and samples, never in minutes: equal plans give equal weights, however often they are interrupted."""

    sizes: SmallLlava = field(default_factory=SmallLlava)
    seed: int = 1
    #: Crowds and scenes of the training series; steps go through them again and again.
    crowds: int = 40_000
    scenes: int = 60_000
    #: Held-out scenes that it is measured on.
    held_out: int = 1_000
    crowd_steps: int = 4_000
    crowd_batch: int = 12
    crowd_rate: float = 1e-3
    dense_steps: int = 1_500
    dense_batch: int = 16
    dense_rate: float = 7e-4
    caption_steps: int = 3_200
    caption_batch: int = 16
    #: Part of the plan, as sums in another order round otherwise. Two of one thread do 1.5 times as much as one of two.
    caption_processes: int = 2
    caption_rate: float = 1e-3
    caption_vision_rate: float = 3e-4
    #: The captions once more, with a warm restart of the rate (Loshchilov and Hutter 2017, SGDR, section 3).
    restart_steps: int = 1_100
    restart_rate: float = 6e-4
    restart_vision_rate: float = 2e-4
    vocabulary: int = 1_100

    def write(self, path: Path) -> None:
        """Writes it whole or not at all."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")
        part.replace(path)

    @staticmethod
    def read(path: Path) -> "Plan | None":
        """The plan of a build that was begun; None where there is none."""
        if not path.is_file():
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        sizes: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in data["sizes"].items()}
        return Plan(**{**data, "sizes": SmallLlava(**sizes)})


#: ``mini`` goes the whole way with a smaller model, to see that everything fits.
PLANS: Final = {
    "starter": Plan(),
    "mini": Plan(
        sizes=SmallLlava(widths=(16, 32, 64), depths=(1, 1, 2), text_width=64, text_layers=2),
        crowds=240,
        scenes=640,
        held_out=64,
        crowd_steps=20,
        dense_steps=20,
        caption_steps=20,
        restart_steps=20,
    ),
}


@dataclass(frozen=True)
class Stage:
    """A job of the build, named as its folder: a recipe, what it learns from, and how long."""

    name: str
    recipe: str
    #: Folder of the records; held-out ones are beside it.
    data: str
    steps: int
    batch: int
    rate: float
    vision_rate: float
    #: That share each batch, by ``torchrun``. The *dense* recipe has one.
    processes: int


def stages(plan: Plan) -> tuple[Stage, ...]:
    """In order: shapes and letters of crowds, all that is asked of scenes, and captions, twice."""

    def dense(name: str, data: str, steps: int, batch: int, rate: float) -> Stage:
        return Stage(name, "dense", data, steps, batch, rate, rate, processes=1)

    def captions(name: str, steps: int, rate: float, vision_rate: float) -> Stage:
        batch, processes = plan.caption_batch, plan.caption_processes
        return Stage(name, "share-captioner", "scenes", steps, batch, rate, vision_rate, processes)

    return (
        dense("crowds", "crowds", plan.crowd_steps, plan.crowd_batch, plan.crowd_rate),
        dense("dense", "scenes", plan.dense_steps, plan.dense_batch, plan.dense_rate),
        captions("captions", plan.caption_steps, plan.caption_rate, plan.caption_vision_rate),
        captions("restart", plan.restart_steps, plan.restart_rate, plan.restart_vision_rate),
    )


def stage_spec(plan: Plan, stage: Stage, model: Path, output: Path, data: Path) -> dict[str, Any]:
    """The job of one stage."""
    dense = stage.recipe == "dense"
    return {
        "version": 1,
        "recipe": stage.recipe,
        "model": str(model),
        "output": str(output),
        "data": {side: str(data / stage.data / side / "records.jsonl") for side in ("train", "held_out")},
        "instruction": INSTRUCTION,
        "template": "chat",
        "seed": plan.seed,
        "tuned": {"vision_unfrozen_from": 0, "projector": True, "language_model": not dense},
        "optimizer": {
            "learning_rate": stage.rate,
            "vision_learning_rate": stage.vision_rate,
            "global_batch_size": stage.batch,
            "device_batch_size": stage.batch // stage.processes,
            "max_length": plan.sizes.context,
            # The number of epochs is what max_steps leaves of it.
            "epochs": 1000,
            "max_steps": stage.steps,
            # Batches of captions of like length are hardly padded.
            "group_by_modality_length": not dense,
        },
        # 32 bits: products as small as these are not faster in 16, and equal on every machine that has no 16.
        "hardware": {"device": "cpu", "precision": "fp32", "gradient_checkpointing": False},
        "checkpoints": {"keep_last": 1, "keep_best": False, "every_minutes": 5},
    }
