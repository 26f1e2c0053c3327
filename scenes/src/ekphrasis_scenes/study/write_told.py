"""Writes down what a teacher of stated quality says of scenes."""

import json
from pathlib import Path

from ekphrasis_scenes.scene import Scene

from .mistakes import tell


def write_told(truth: Path, out: Path, *, mistakes: float, spoiled: float, seed: int) -> int:
    """One line a scene of ``truth.jsonl``: what stands there, and ``told``, the teacher's caption; gives their number.

    The file is there whole or not at all.
    """
    part, count = out.with_name(f"{out.name}.part"), 0
    with truth.open(encoding="utf-8") as lines, part.open("w", encoding="utf-8") as told:
        for line in lines:
            one = json.loads(line)
            _, series, index = one["id"].rsplit("-", 2)
            scene = Scene.from_json(one["scene"])
            one["told"] = tell(scene, int(series), int(index), mistakes=mistakes, spoiled=spoiled, seed=seed)
            told.write(json.dumps(one) + "\n")
            count += 1
    part.replace(out)
    return count
