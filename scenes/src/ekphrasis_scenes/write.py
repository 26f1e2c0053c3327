"""Writes scenes as a dataset: pictures, training records, and the truth to measure against."""

import json
from pathlib import Path

import numpy as np

from ekphrasis_trainer.dense.labels import PatchLabels

from .describe import describe
from .draw import draw_scene
from .patches import ATTRIBUTES, patch_targets
from .scene import Scene, make_scene

#: The human turn of every record.
INSTRUCTION = "Describe the image in detail."


#: Largest width and height of a picture.
MOST_PIXELS = 4096


def write_scenes(
    folder: Path, count: int, seed: int, *, side: int = 96, first: int = 0, patches: int | None = None
) -> None:
    """Writes ``images/``, ``records.jsonl`` and ``truth.jsonl`` (``id``, ``image``, ``caption``, ``scene``).

    ``patches`` asks for labels of as many by as many patches, for the *dense* recipe. Pictures that are there already
    are kept, so that what was interrupted goes on; the other files are written at the end.
    """
    images = folder.resolve() / "images"
    images.mkdir(parents=True, exist_ok=True)
    records: list[str] = []
    truths: list[str] = []
    for index in range(first, first + count):
        scene = make_scene(seed, index)
        caption = describe(scene, seed, index)
        name = _name(seed, index)
        path = images / f"{name}.png"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            draw_scene(scene, side).save(unfinished, format="png", compress_level=1)
            unfinished.replace(path)
        turns = [{"from": "human", "value": f"<image>\n{INSTRUCTION}"}, {"from": "gpt", "value": caption}]
        records.append(json.dumps({"id": name, "images": [str(path)], "conversations": turns}))
        truth = {"id": name, "image": f"images/{path.name}", "caption": caption, "scene": scene.to_json()}
        truths.append(json.dumps(truth))
    for name, lines in (("truth.jsonl", truths), ("records.jsonl", records)):
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if patches is not None:
        write_labels(folder / "records.jsonl", seed, range(first, first + count), patches)


def write_labels(records: Path, seed: int, indices: range, patches: int) -> None:
    """Writes what covers each patch of these scenes beside their records."""
    classes = np.empty((len(indices), patches**2, len(ATTRIBUTES)), np.int16)
    for row, index in enumerate(indices):
        classes[row] = patch_targets(make_scene(seed, index), patches)
    PatchLabels.write(records, [_name(seed, index) for index in indices], classes, ATTRIBUTES)


def _name(seed: int, index: int) -> str:
    return f"scene-{seed}-{index:06d}"


def read_truth(path: Path) -> dict[str, tuple[Scene, str]]:
    """Scene and caption by the id of their record."""
    with path.open(encoding="utf-8") as lines:
        truths = [json.loads(line) for line in lines]
    return {truth["id"]: (Scene.from_json(truth["scene"]), truth["caption"]) for truth in truths}
