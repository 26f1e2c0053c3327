"""``python -m ekphrasis_scenes build-starter``: draws, trains, exports and measures the captioner that comes with the app.

Each stage leaves a folder that is whole or not there; a build that was interrupted goes on with the first that is not.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import make_scene
from ekphrasis_scenes.write import INSTRUCTION, write_scenes
from ekphrasis_trainer.dense.labels import FILE
from ekphrasis_trainer.errors import TrainerError

from .plan import HELD_OUT_SEED, PLANS, TRAIN_SEED, Plan, stage_spec

Say = Callable[[dict[str, Any]], None]

#: Captions that the tokenizer is trained on.
_TOKENIZER_CAPTIONS = 20_000
#: Held-out scenes that are looked at while training, each time a checkpoint is made.
_WATCHED = 64
#: Scenes that exported files are compared on with PyTorch.
_COMPARED = 24
_PRECISIONS = ("fp32", "fp16", "int8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--out", type=Path, required=True, help="folder of the build; the model is in model/")
    parser.add_argument("--plan", choices=sorted(PLANS), default="starter")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Runs what is not done yet; gives the exit status."""
    return build(arguments.out.resolve(), PLANS[arguments.plan], say)


def build(out: Path, plan: Plan, say: Say) -> int:
    """Goes on with a build of this plan: 0 when the model is in ``model/``, or when it was stopped with a checkpoint."""
    status = teach(out, plan, say)
    if (out / "captions" / "model").is_dir():
        _stage(out / "model", say, lambda folder: _finish(folder, out, plan, say))
        say({"kind": "result", "model": str(out / "model")})
    return status


def teach(out: Path, plan: Plan, say: Say) -> int:
    """Draws and trains what is not done yet; the trained model is in ``captions/model/``. Gives the exit status."""
    # Imported late: torch takes seconds.
    from ekphrasis_trainer.spec import make_spec
    from ekphrasis_trainer.train import train

    out.mkdir(parents=True, exist_ok=True)
    begun = Plan.read(out / "plan.json")
    if begun is not None and begun != plan:
        message = f"{out} is a build by another plan."
        raise TrainerError("SPEC_INVALID", message, "Name another folder, or remove it.")
    plan.write(out / "plan.json")
    data, sizes = out / "scenes", plan.sizes
    _stage(out / "base", say, lambda folder: _write_base(folder, plan))
    for name, count, seed in (("watched", _WATCHED, HELD_OUT_SEED), ("train", plan.scenes, TRAIN_SEED)):
        if not (data / name / FILE).is_file():
            say({"kind": "state", "state": "preparing", "detail": f"{count} scenes"})
            write_scenes(data / name, count, seed, side=sizes.image_size, patches=sizes.patches)
    for recipe, model in (("dense", out / "base"), ("share-captioner", out / "dense" / "model")):
        job = out / ("dense" if recipe == "dense" else "captions")
        if (job / "model").is_dir():
            continue
        job.mkdir(exist_ok=True)
        spec = stage_spec(plan, recipe, model, job, data)
        (job / "spec.json").write_text(json.dumps(spec, indent=2), encoding="utf-8")
        say({"kind": "state", "state": "training", "detail": f"{recipe}: {job / 'events.jsonl'}"})
        began = time.process_time()
        status = train(make_spec(spec))
        _add_seconds(job / "cpu-seconds.json", time.process_time() - began)
        if status != 0 or not (job / "model").is_dir():
            # Stopped with a checkpoint, or failed: the job's events say which.
            return status
    return 0


def _stage(folder: Path, say: Say, make: Callable[[Path], None]) -> None:
    if folder.is_dir():
        return
    say({"kind": "state", "state": "preparing", "detail": folder.name})
    staging = folder.with_name(f"{folder.name}.writing")
    shutil.rmtree(staging, ignore_errors=True)
    make(staging)
    staging.rename(folder)


def _write_base(folder: Path, plan: Plan) -> None:
    from ekphrasis_trainer.models import save_model

    from .small_llava import make_model, make_processor
    from .tokenizer import train_tokenizer

    captions = (describe(make_scene(TRAIN_SEED, k), TRAIN_SEED, k) for k in range(_TOKENIZER_CAPTIONS))
    tokenizer = train_tokenizer(captions, vocabulary=plan.vocabulary, context=plan.sizes.context)
    save_model(make_model(tokenizer, plan.sizes, plan.seed), make_processor(tokenizer, plan.sizes), folder)


def _finish(folder: Path, out: Path, plan: Plan, say: Say) -> None:
    from ekphrasis_scenes.draw import draw_scene
    from ekphrasis_trainer.export.card import write_card
    from ekphrasis_trainer.export.onnx_parts import export_onnx
    from ekphrasis_trainer.export.parity import check_parity
    from ekphrasis_trainer.models import load_model, load_processor, save_model

    from .measure import measure_folder

    job, side = out / "captions", plan.sizes.image_size
    model, processor = load_model(job / "model", dtype="float32").eval(), load_processor(job / "model")
    # Weights are shipped as ONNX alone; safetensors stay in the job's folder.
    save_model(model, processor, folder)
    (folder / "model.safetensors").unlink()
    export_onnx(model, folder, _PRECISIONS)
    scenes = [make_scene(HELD_OUT_SEED, k) for k in range(_WATCHED, _WATCHED + plan.held_out)]
    measures = {name: measure_folder(folder, processor, scenes, name, side) for name in _PRECISIONS[1:]}
    say({"kind": "measures", **measures})
    images = [draw_scene(scene, side) for scene in scenes[:_COMPARED]]
    parity = check_parity(model, processor, folder, images, INSTRUCTION, precisions=_PRECISIONS)
    for path in (folder / "onnx").iterdir():
        if not path.stem.endswith("_fp16"):
            path.unlink()
    write_card(
        folder,
        model,
        instruction=INSTRUCTION,
        most_tokens=model.generation_config.max_new_tokens,
        spec=json.loads((job / "spec.json").read_text(encoding="utf-8")),
        events=job / "events.jsonl",
        parity=parity,
        measures=measures["fp16"],
        extra={
            "measures_int8": measures["int8"],
            "held_out_scenes": len(scenes),
            "cpu_seconds": {name: _seconds(out / name / "cpu-seconds.json") for name in ("dense", "captions")},
        },
    )


def _add_seconds(path: Path, seconds: float) -> None:
    """Processor time of all runs of a stage together; what a kill took with it is missing."""
    path.write_text(json.dumps(round(_seconds(path) + seconds, 1)), encoding="utf-8")


def _seconds(path: Path) -> float:
    return float(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else 0.0
