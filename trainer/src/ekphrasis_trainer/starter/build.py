"""``python -m ekphrasis_trainer starter``: draws, trains, exports and measures the captioner that comes with the app.

Each stage leaves a folder that is whole or not there; a build that was interrupted goes on with the first that is not.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError

from .plan import (
    CAPTION_SHARE,
    CAPTIONS,
    DENSE_SHARE,
    HELD_OUT,
    HELD_OUT_SEED,
    MOST_SCENES,
    SIZES,
    TRAIN_SEED,
    Plan,
    stage_spec,
)

Say = Callable[[dict[str, Any]], None]

#: Captions that the tokenizer is trained on.
_TOKENIZER_CAPTIONS = 20_000
_VOCABULARY = 1100
_PRECISIONS = ("fp32", "fp16", "int8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--out", type=Path, required=True, help="folder of the build; the model is in model/")
    parser.add_argument("--size", choices=sorted(SIZES), default="starter")
    parser.add_argument("--minutes", type=float, default=60, help="about how long the whole build may take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=HELD_OUT, help="scenes that it is measured on")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Runs what is not done yet; gives the exit status."""
    from ekphrasis_trainer.scenes.write import write_scenes
    from ekphrasis_trainer.spec import make_spec
    from ekphrasis_trainer.train import train

    out: Path = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    data = out / "scenes"
    _stage(out / "base", say, lambda folder: _write_base(folder, arguments.size, arguments.seed))
    write_scenes(data / "held-out", arguments.held_out, HELD_OUT_SEED, side=SIZES[arguments.size].image_size)
    plan = _planned(out, data, arguments, say)
    if (plan.size, plan.seed) != (arguments.size, arguments.seed):
        message = f"{out} is a build of size {plan.size} with seed {plan.seed}."
        raise TrainerError("SPEC_INVALID", message, "Go on with these, or name another folder.")
    say({"kind": "state", "state": "preparing", "detail": f"{plan.scenes} scenes"})
    write_scenes(data / "train", plan.scenes, TRAIN_SEED, side=SIZES[plan.size].image_size)
    stages = (
        ("dense", out / "base", plan.dense_steps),
        ("share-captioner", out / "dense" / "model", plan.caption_steps),
    )
    for recipe, model, steps in stages:
        job = out / ("dense" if recipe == "dense" else "captions")
        if (job / "model").is_dir():
            continue
        job.mkdir(exist_ok=True)
        spec = stage_spec(recipe, model, job, data, steps, plan.seed)
        (job / "spec.json").write_text(json.dumps(spec, indent=2), encoding="utf-8")
        say({"kind": "state", "state": "training", "detail": f"{recipe}, {steps} steps: {job / 'events.jsonl'}"})
        status = train(make_spec(spec))
        if status != 0 or not (job / "model").is_dir():
            # Stopped with a checkpoint, or failed: the job's events say which.
            return status
    _stage(out / "model", say, lambda folder: _finish(folder, out, say))
    say({"kind": "result", "model": str(out / "model")})
    return 0


def _stage(folder: Path, say: Say, make: Callable[[Path], None]) -> None:
    if folder.is_dir():
        return
    say({"kind": "state", "state": "preparing", "detail": folder.name})
    staging = folder.with_name(f"{folder.name}.writing")
    shutil.rmtree(staging, ignore_errors=True)
    make(staging)
    staging.rename(folder)


def _write_base(folder: Path, size: str, seed: int) -> None:
    from ekphrasis_trainer.models import save_model
    from ekphrasis_trainer.scenes.describe import describe
    from ekphrasis_trainer.scenes.scene import make_scene

    from .small_llava import make_model, make_processor
    from .tokenizer import train_tokenizer

    sizes = SIZES[size]
    captions = (describe(make_scene(TRAIN_SEED, k), TRAIN_SEED, k) for k in range(_TOKENIZER_CAPTIONS))
    tokenizer = train_tokenizer(captions, vocabulary=_VOCABULARY, context=sizes.context)
    save_model(make_model(tokenizer, sizes, seed), make_processor(tokenizer, sizes), folder)


def _planned(out: Path, data: Path, arguments: argparse.Namespace, say: Say) -> Plan:
    path = out / "plan.json"
    plan = Plan.read(path)
    if plan is None:
        pace = {recipe: _seconds_a_step(recipe, out, data) for recipe in ("dense", "share-captioner")}
        seconds = arguments.minutes * 60
        dense = max(10, int(seconds * DENSE_SHARE / pace["dense"]))
        captions = max(10, int(seconds * CAPTION_SHARE / pace["share-captioner"]))
        scenes = min(MOST_SCENES, max(dense * 64, captions * CAPTIONS["optimizer"]["global_batch_size"]))
        plan = Plan(arguments.size, arguments.minutes, arguments.seed, scenes, dense, captions)
        plan.write(path)
        say({"kind": "plan", "seconds_per_step": pace, **json.loads(path.read_text(encoding="utf-8"))})
    return plan


def _seconds_a_step(recipe: str, out: Path, data: Path) -> float:
    """Measured by five steps on scenes that are not trained on."""
    from ekphrasis_trainer.probe import probe
    from ekphrasis_trainer.spec import make_spec

    spec = stage_spec(recipe, out / "base", out / "probe", data, 5, 0)
    spec["data"] = {"train": str(data / "held-out" / "records.jsonl")}
    return probe(make_spec(spec), steps=5, progress=lambda _: None)["seconds_per_step"]


def _finish(folder: Path, out: Path, say: Say) -> None:
    from ekphrasis_trainer.export.card import write_card
    from ekphrasis_trainer.export.onnx_parts import export_onnx
    from ekphrasis_trainer.export.parity import check_parity
    from ekphrasis_trainer.models import load_model, load_processor, save_model

    from .measure import held_out_scenes, measure_folder

    job = out / "captions"
    model, processor = load_model(job / "model", dtype="float32").eval(), load_processor(job / "model")
    # Weights are shipped as ONNX alone; safetensors stay in the job's folder.
    save_model(model, processor, folder)
    (folder / "model.safetensors").unlink()
    export_onnx(model, folder, _PRECISIONS)
    scenes = held_out_scenes(out / "scenes" / "held-out")
    began = time.monotonic()
    measures = {name: measure_folder(folder, processor, scenes, name) for name in _PRECISIONS[1:]}
    say({"kind": "measures", "seconds": round(time.monotonic() - began), **measures})
    images = [image for image, _ in scenes[:24]]
    instruction = CAPTIONS["instruction"]
    parity = check_parity(model, processor, folder, images, instruction, precisions=_PRECISIONS)
    for path in (folder / "onnx").iterdir():
        if not path.stem.endswith("_fp16"):
            path.unlink()
    write_card(
        folder,
        model,
        instruction=instruction,
        most_tokens=model.generation_config.max_new_tokens,
        spec=json.loads((job / "spec.json").read_text(encoding="utf-8")),
        events=job / "events.jsonl",
        parity=parity,
        measures=measures["fp16"],
        extra={"measures_int8": measures["int8"], "held_out_scenes": len(scenes)},
    )
