"""`python -m ekphrasis_trainer export SOURCE --out FOLDER`: a trained model as others take it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.records import Unusable, first_records
from ekphrasis_trainer.rendering import open_picture
from ekphrasis_trainer.spec import fill_in, read_json

#: Records that are looked through for pictures that can be opened.
LOOKED_THROUGH: Final = 200
INSTRUCTION: Final = "Describe the image in detail."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("source", type=Path, help="a job's spec, its folder, or a model's folder")
    parser.add_argument("--out", type=Path, required=True, help="folder; must not hold a model yet")
    parser.add_argument("--precisions", default="fp32,fp16,int8", help="of the ONNX files; empty for none")
    parser.add_argument("--images", type=int, default=16, help="pictures that ONNX and PyTorch are compared on")
    parser.add_argument("--most", type=int, default=128, help="new tokens of a caption at most")


def run(arguments: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> int:
    """Writes safetensors, ONNX, comparison and card; gives the exit status."""
    from ekphrasis_trainer.export.card import write_card
    from ekphrasis_trainer.export.onnx_parts import SUFFIXES, check_exportable, export_onnx
    from ekphrasis_trainer.export.parity import check_parity
    from ekphrasis_trainer.models import load_model, load_processor, save_model

    def tell(detail: str) -> None:
        say({"kind": "state", "state": "exporting", "detail": detail})

    precisions = tuple(name for name in arguments.precisions.split(",") if name)
    if not set(precisions) <= set(SUFFIXES):
        message = f"{arguments.precisions} names another precision than {', '.join(SUFFIXES)}."
        raise TrainerError("SPEC_INVALID", message, "Name some of these, separated by commas.")
    out: Path = arguments.out
    if (out / "config.json").exists():
        raise TrainerError("SPEC_INVALID", f"{out} holds a model already.", "Name another folder, or remove it.")
    source, spec = find_source(arguments.source)
    tell("safetensors")
    model, processor = load_model(source, dtype="float32").eval(), load_processor(source)
    save_model(model, processor, out)
    instruction, parity = (spec or {}).get("instruction") or INSTRUCTION, []
    try:
        if precisions:
            check_exportable(model)
            tell("onnx")
            export_onnx(model, out, precisions)
            images = find_images(spec, arguments.images)
            tell(f"comparison on {len(images)} pictures")
            shared = {"precisions": precisions, "most": arguments.most}
            parity = check_parity(model, processor, out, images, instruction, **shared)
    except TrainerError as error:
        if error.code != "MODEL_UNSUITED":
            raise
        say({"kind": "warning", "code": error.code, "message": f"{error.message} {error.remedy}"})
    for one in parity:
        say({"kind": "parity", **asdict(one), "faithful": one.faithful})
    events = Path(spec["output"], "events.jsonl") if spec else None
    write_card(out, model, instruction=instruction, most_tokens=arguments.most, spec=spec, events=events, parity=parity)
    say({"kind": "result", "model": str(out.resolve())})
    return 0


def find_source(source: Path) -> tuple[Path, dict[str, Any] | None]:
    """The model's folder and, where it is a job's, the spec: of a spec file, a job's folder or a model's."""
    written = source / "spec.json" if source.is_dir() else source
    if source.is_dir() and not written.is_file():
        return source, None
    spec = fill_in(read_json(written))
    folder = Path(spec["output"], "model")
    if not folder.is_dir():
        raise TrainerError("MODEL_NOT_FOUND", f"{folder} is not there.", "Let the job come to its end first.")
    return folder, spec


def find_images(spec: dict[str, Any] | None, count: int) -> list[Image.Image]:
    """Pictures to compare on: held-out ones of the job, else its training pictures, else colours that run into each other."""
    data, found = (spec or {}).get("data", {}), []
    for path in (data.get("held_out"), data.get("train")):
        for record in first_records(Path(path), LOOKED_THROUGH) if path else ():
            try:
                found += [open_picture(image) for image in record.images[:1]]
            except Unusable:
                continue
    generator = np.random.default_rng(0)
    coarse = (Image.fromarray(generator.integers(0, 256, (6, 6, 3), np.uint8)) for _ in range(len(found), count))
    return [*found[:count], *(image.resize((224, 224), Image.Resampling.BICUBIC) for image in coarse)]
