"""Writes scenes as a dataset: pictures, training records, and the truth to measure against."""

import json
from pathlib import Path

from .describe import describe
from .draw import draw_scene
from .scene import Scene, make_scene

#: The human turn of every record.
INSTRUCTION = "Describe the image in detail."


def write_scenes(folder: Path, count: int, seed: int, *, side: int = 96, first: int = 0) -> None:
    """Writes ``images/``, ``records.jsonl`` and ``truth.jsonl`` (``id``, ``image``, ``caption``, ``scene``).

    Pictures that are there already are kept, so that what was interrupted goes on; both files are written at the end.
    """
    images = folder.resolve() / "images"
    images.mkdir(parents=True, exist_ok=True)
    records: list[str] = []
    truths: list[str] = []
    for index in range(first, first + count):
        scene = make_scene(seed, index)
        caption = describe(scene, seed, index)
        name = f"scene-{seed}-{index:06d}"
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


class TruthFile:
    """Scenes of a ``truth.jsonl`` by the id of their record, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._offsets: dict[str, int] = {}
        offset = 0
        for line in self._file:
            self._offsets[json.loads(line)["id"]] = offset
            offset += len(line)

    def __contains__(self, record: str) -> bool:
        return record in self._offsets

    def __getitem__(self, record: str) -> Scene:
        self._file.seek(self._offsets[record])
        return Scene.from_json(json.loads(self._file.readline())["scene"])


def read_truth(path: Path) -> dict[str, tuple[Scene, str]]:
    """Scene and caption by the id of their record."""
    with path.open(encoding="utf-8") as lines:
        truths = [json.loads(line) for line in lines]
    return {truth["id"]: (Scene.from_json(truth["scene"]), truth["caption"]) for truth in truths}
