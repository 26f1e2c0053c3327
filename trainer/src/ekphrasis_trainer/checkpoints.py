"""Checkpoints in a job's folder: whole or not there at all, a few of them kept."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, Final

from ekphrasis_trainer.errors import TrainerError

NAME: Final = re.compile(r"^step-(\d+)$")
MANIFEST: Final = "manifest.json"


class CheckpointFolder:
    """`step-<n>` folders. Each is written aside, brought to the disk with a list of its files' sizes, then renamed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: transformers writes a `checkpoint-<n>` into it.
        self.staging = path / ".writing"
        path.mkdir(parents=True, exist_ok=True)

    def steps(self) -> list[int]:
        """Steps of all checkpoints, oldest first."""
        matches = (NAME.match(each.name) for each in self.path.iterdir() if each.is_dir())
        return sorted(int(match.group(1)) for match in matches if match)

    def at(self, step: int) -> Path:
        """Where the checkpoint of this step stands."""
        return self.path / f"step-{step}"

    def clear_staging(self) -> None:
        """Removes what a kill left there."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def commit(self, step: int, about: dict[str, Any]) -> int:
        """Makes what was written the checkpoint of this step; returns its bytes."""
        folder, target = self.staging / f"checkpoint-{step}", self.at(step)
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        sizes = {str(file.relative_to(folder)): file.stat().st_size for file in files}
        manifest = folder / MANIFEST
        manifest.write_text(json.dumps({**about, "step": step, "files": sizes}, indent=2))
        for file in (*files, manifest):
            _flush(file)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
        _flush(self.path)
        self.clear_staging()
        return sum(sizes.values())

    def newest(self) -> tuple[int, list[str]]:
        """Step of the newest whole checkpoint, 0 if there is none, and what is wrong with those after it."""
        broken: list[str] = []
        for step in reversed(self.steps()):
            fault = self._fault(step)
            if fault is None:
                return step, broken
            broken.append(f"{self.at(step).name}: {fault}")
        return 0, broken

    def refuse_other_job(self, step: int, about: dict[str, Any]) -> None:
        """Raises a `TrainerError` where `commit` was told something else at this step."""
        then = json.loads((self.at(step) / MANIFEST).read_text())
        other = [f"{key} was {then.get(key)}, is {value}" for key, value in about.items() if then.get(key) != value]
        if other:
            raise TrainerError("CHECKPOINT_OTHER_JOB", f"The checkpoints here are of another job: {'; '.join(other)}.")

    def remove_old(self, keep_last: int, best: int | None) -> list[Path]:
        """Removes all but the newest ones and the best; returns what it removed."""
        others = [step for step in self.steps() if step != best]
        removed = [self.at(step) for step in others[: max(0, len(others) - keep_last)]]
        for folder in removed:
            # Renamed first, so that a kill in between leaves no half checkpoint under a good name.
            aside = folder.with_name(f".removing-{folder.name}")
            folder.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        return removed

    def _fault(self, step: int) -> str | None:
        """What is wrong with a checkpoint, by its list of files; `None` if nothing is."""
        try:
            files = json.loads((self.at(step) / MANIFEST).read_text())["files"]
            for name, size in files.items():
                there = (self.at(step) / name).stat().st_size
                if there != size:
                    return f"{name} has {there} bytes of {size}"
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return str(error) or type(error).__name__
        return None


def _flush(path: Path) -> None:
    """Brings a file or a folder's list of names to the disk; Windows has no such thing for folders."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
