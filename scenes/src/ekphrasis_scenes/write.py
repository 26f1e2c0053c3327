"""Writes scenes as a dataset: pictures, training records, and the truth to measure against."""

import json
import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
#: Scenes that a process draws at a time.
_PART = 500


def write_scenes(
    folder: Path,
    count: int,
    seed: int,
    *,
    side: int = 96,
    first: int = 0,
    patches: int | None = None,
    processes: int = 1,
) -> None:
    """Writes ``images/``, ``records.jsonl`` and ``truth.jsonl`` (``id``, ``image``, ``caption``, ``scene``).

    ``patches`` asks for labels of as many by as many patches, for the *dense* recipe. Pictures that are there already
    are kept, so that what was interrupted goes on; the other files are written at the end.
    """
    folder = folder.resolve()
    (folder / "images").mkdir(parents=True, exist_ok=True)
    parts = [range(k, min(k + _PART, first + count)) for k in range(first, first + count, _PART)]
    made = [_Part(folder, seed, indices, side, patches) for indices in parts]
    if processes > 1 and len(made) > 1:
        # New processes: a copy of this one would inherit the locks of whatever threads it has.
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            written = list(pool.map(_write_part, made))
    else:
        written = list(map(_write_part, made))
    if patches is not None:
        none = np.empty((0, patches**2, len(ATTRIBUTES)), np.int16)
        classes = np.concatenate([none, *(one.classes for one in written if one.classes is not None)])
        names = [_name(seed, index) for index in range(first, first + count)]
        PatchLabels.write(folder / "records.jsonl", names, classes, ATTRIBUTES)
    _write_lines(folder / "truth.jsonl", (line for one in written for line in one.truths))
    _write_lines(folder / "records.jsonl", (line for one in written for line in one.records))


@dataclass(frozen=True)
class _Part:
    folder: Path
    seed: int
    indices: range
    side: int
    patches: int | None


@dataclass(frozen=True)
class _Written:
    records: list[str]
    truths: list[str]
    classes: np.ndarray | None


def _write_part(part: _Part) -> _Written:
    """Draws a part of a series; gives the lines of its files, and its labels where they are asked for."""
    records: list[str] = []
    truths: list[str] = []
    classes: list[np.ndarray] = []
    for index in part.indices:
        scene = make_scene(part.seed, index)
        caption = describe(scene, part.seed, index)
        name = _name(part.seed, index)
        path = part.folder / "images" / f"{name}.png"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            draw_scene(scene, part.side).save(unfinished, format="png", compress_level=1)
            unfinished.replace(path)
        turns = [{"from": "human", "value": f"<image>\n{INSTRUCTION}"}, {"from": "gpt", "value": caption}]
        records.append(json.dumps({"id": name, "images": [str(path)], "conversations": turns}))
        truth = {"id": name, "image": f"images/{path.name}", "caption": caption, "scene": scene.to_json()}
        truths.append(json.dumps(truth))
        if part.patches is not None:
            classes.append(patch_targets(scene, part.patches))
    return _Written(records, truths, np.stack(classes) if classes else None)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    """Whole or not at all."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    unfinished.replace(path)


def _name(seed: int, index: int) -> str:
    return f"scene-{seed}-{index:06d}"


def read_truth(path: Path) -> dict[str, tuple[Scene, str]]:
    """Scene and caption by the id of their record."""
    with path.open(encoding="utf-8") as lines:
        truths = [json.loads(line) for line in lines]
    return {truth["id"]: (Scene.from_json(truth["scene"]), truth["caption"]) for truth in truths}
