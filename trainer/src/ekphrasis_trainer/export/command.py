"""``python -m ekphrasis_trainer export SOURCE --out FOLDER``: a trained model as others take it."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ekphrasis_trainer.errors import TrainerError

#: Records that are looked through for pictures that can be opened.
_LOOKED_THROUGH = 200
_INSTRUCTION = "Describe the image in detail."

Say = Callable[[dict[str, Any]], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("source", type=Path, help="a job's spec, its folder, or a model's folder")
    parser.add_argument("--out", type=Path, required=True, help="folder; must not hold a model yet")
    parser.add_argument("--precisions", default="fp32,fp16,int8", help="of the ONNX files; empty for none")
    parser.add_argument("--images", type=int, default=16, help="pictures that ONNX and PyTorch are compared on")
    parser.add_argument("--most", type=int, default=128, help="new tokens of a caption at most")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Writes safetensors, ONNX, comparison and card; gives the exit status."""
    from ekphrasis_trainer.models import load_model, load_processor, save_model

    from .card import write_card
    from .onnx_parts import SUFFIXES, check_exportable, export_onnx
    from .parity import check_parity

    precisions = tuple(name for name in arguments.precisions.split(",") if name)
    if not set(precisions) <= set(SUFFIXES):
        message = f"{arguments.precisions} names another precision than {', '.join(SUFFIXES)}."
        raise TrainerError("SPEC_INVALID", message, "Name some of these, separated by commas.")
    out: Path = arguments.out
    if (out / "config.json").exists():
        raise TrainerError("SPEC_INVALID", f"{out} holds a model already.", "Name another folder, or remove it.")
    source, spec = find_source(arguments.source)
    say({"kind": "state", "state": "exporting", "detail": "safetensors"})
    model, processor = load_model(source, dtype="float32").eval(), load_processor(source)
    save_model(model, processor, out)
    instruction = (spec or {}).get("instruction") or _INSTRUCTION
    parity = []
    try:
        if precisions:
            check_exportable(model)
            say({"kind": "state", "state": "exporting", "detail": "onnx"})
            export_onnx(model, out, precisions)
            images = find_images(spec, arguments.images)
            say({"kind": "state", "state": "exporting", "detail": f"comparison on {len(images)} pictures"})
            parity = check_parity(
                model, processor, out, images, instruction, precisions=precisions, most=arguments.most
            )
            for one in parity:
                say({"kind": "parity", **asdict(one), "faithful": one.faithful})
    except TrainerError as error:
        if error.code != "MODEL_UNSUITED":
            raise
        say({"kind": "warning", "code": error.code, "message": f"{error.message} {error.remedy}"})
    events = Path(spec["output"]) / "events.jsonl" if spec else None
    write_card(out, model, instruction=instruction, most_tokens=arguments.most, spec=spec, events=events, parity=parity)
    say({"kind": "result", "model": str(out.resolve())})
    return 0


def find_source(source: Path) -> tuple[Path, dict[str, Any] | None]:
    """The model's folder and, where it is a job's, the spec: of a spec file, a job's folder or a model's."""
    from ekphrasis_trainer.spec import fill_in, read_json

    written = source / "spec.json" if source.is_dir() else source
    if source.is_dir() and not written.is_file():
        return source, None
    spec = fill_in(read_json(written))
    folder = Path(spec["output"]) / "model"
    if not folder.is_dir():
        raise TrainerError("MODEL_NOT_FOUND", f"{folder} is not there.", "Let the job come to its end first.")
    return folder, spec


def find_images(spec: dict[str, Any] | None, count: int) -> list[Image.Image]:
    """Pictures to compare on: held-out ones of the job, else its training pictures, else colours that run into each other."""
    data = (spec or {}).get("data", {})
    found: list[Image.Image] = []
    for path in (data.get("held_out"), data.get("train")):
        if path is None or not Path(path).is_file():
            continue
        with Path(path).open(encoding="utf-8") as lines:
            for _, line in zip(range(_LOOKED_THROUGH), lines, strict=False):
                for image in json.loads(line).get("images", [])[:1]:
                    try:
                        found.append(Image.open(image).convert("RGB"))
                    except (OSError, ValueError, Image.DecompressionBombError):
                        continue
                if len(found) >= count:
                    return found[:count]
    random = np.random.default_rng(0)
    blurred = (Image.fromarray(random.integers(0, 256, (6, 6, 3), np.uint8)) for _ in range(count - len(found)))
    return found + [image.resize((224, 224), Image.Resampling.BICUBIC) for image in blurred]
