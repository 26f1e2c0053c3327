"""Writes scenes as a dataset: pictures, training records, and the truth to measure against."""

import json
import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ekphrasis_trainer.dense.labels import PatchLabels

from .crowd import Crowd, make_crowd
from .describe import describe, list_all
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
    _write(_Series(folder.resolve(), seed, side, patches), range(first, first + count), processes)


def write_crowds(folder: Path, count: int, seed: int, *, side: int, patches: int, processes: int = 1) -> None:
    """The same for crowds, of which only labels are wanted: their captions list what is there, and there is no ``truth.jsonl``."""
    _write(_Series(folder.resolve(), seed, side, patches, crowded=True), range(count), processes)


@dataclass(frozen=True)
class _Series:
    folder: Path
    seed: int
    side: int
    patches: int | None
    crowded: bool = False

    def name(self, index: int) -> str:
        """Of a record."""
        return f"{'crowd' if self.crowded else 'scene'}-{self.seed}-{index:06d}"


@dataclass(frozen=True)
class _Written:
    records: list[str]
    truths: list[str]
    classes: np.ndarray | None


def _write(series: _Series, indices: range, processes: int) -> None:
    (series.folder / "images").mkdir(parents=True, exist_ok=True)
    parts = [indices[k : k + _PART] for k in range(0, len(indices), _PART)]
    if processes > 1 and len(parts) > 1:
        # New processes: a copy of this one would inherit the locks of whatever threads it has.
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            written = list(pool.map(partial(_write_part, series), parts))
    else:
        written = [_write_part(series, part) for part in parts]
    records = series.folder / "records.jsonl"
    if series.patches is not None:
        none = np.empty((0, series.patches**2, len(ATTRIBUTES)), np.int16)
        classes = np.concatenate([none, *(one.classes for one in written if one.classes is not None)])
        PatchLabels.write(records, list(map(series.name, indices)), classes, ATTRIBUTES)
    if not series.crowded:
        _write_lines(records.with_name("truth.jsonl"), (line for one in written for line in one.truths))
    _write_lines(records, (line for one in written for line in one.records))


def _write_part(series: _Series, indices: range) -> _Written:
    """Draws a part of a series; gives the lines of its files, and its labels where they are asked for."""
    records: list[str] = []
    truths: list[str] = []
    classes: list[np.ndarray] = []
    for index in indices:
        picture = (make_crowd if series.crowded else make_scene)(series.seed, index)
        name = series.name(index)
        path = series.folder / "images" / f"{name}.png"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            draw_scene(picture, series.side).save(unfinished, format="png", compress_level=1)
            unfinished.replace(path)
        if isinstance(picture, Crowd):
            caption = list_all(picture)
        else:
            caption = describe(picture, series.seed, index)
            truth = {"id": name, "image": f"images/{path.name}", "caption": caption, "scene": picture.to_json()}
            truths.append(json.dumps(truth))
        turns = [{"from": "human", "value": f"<image>\n{INSTRUCTION}"}, {"from": "gpt", "value": caption}]
        records.append(json.dumps({"id": name, "images": [str(path)], "conversations": turns}))
        if series.patches is not None:
            classes.append(patch_targets(picture, series.patches))
    return _Written(records, truths, np.stack(classes) if classes else None)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    """Whole or not at all."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    unfinished.replace(path)


def read_truth(path: Path) -> dict[str, tuple[Scene, str]]:
    """Scene and caption by the id of their record."""
    with path.open(encoding="utf-8") as lines:
        truths = [json.loads(line) for line in lines]
    return {truth["id"]: (Scene.from_json(truth["scene"]), truth["caption"]) for truth in truths}
