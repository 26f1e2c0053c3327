"""Checkpoints in a job's folder: whole or not there at all, a few of them kept."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError

NAME = re.compile(r"^step-(\d+)$")
WRITING = ".writing"
MANIFEST = "manifest.json"


class CheckpointFolder:
    """`step-<n>` folders. Each is written aside, brought to the disk with a list of its files' sizes, then renamed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def steps(self) -> list[int]:
        """Steps of all checkpoints, oldest first."""
        matches = (NAME.match(each.name) for each in self.path.iterdir() if each.is_dir())
        return sorted(int(match.group(1)) for match in matches if match)

    def at(self, step: int) -> Path:
        """Where the checkpoint of this step stands."""
        return self.path / f"step-{step}"

    def staging(self) -> Path:
        """An empty folder to write the next one into; what a kill left there is removed."""
        folder = self.path / WRITING
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def commit(self, step: int, about: dict[str, Any]) -> int:
        """Makes what was written the checkpoint of this step; returns its bytes."""
        folder = self.path / WRITING
        sizes = {str(file.relative_to(folder)): file.stat().st_size for file in _files(folder)}
        (folder / MANIFEST).write_text(json.dumps({**about, "step": step, "files": sizes}, indent=2))
        for file in _files(folder):
            _flush(file)
        target = self.at(step)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
        _flush(self.path)
        return sum(sizes.values())

    def newest(self) -> tuple[Path | None, list[str]]:
        """The newest whole checkpoint, and what is wrong with those after it."""
        broken: list[str] = []
        for step in reversed(self.steps()):
            fault = self.fault(step)
            if fault is None:
                return self.at(step), broken
            broken.append(f"{self.at(step).name}: {fault}")
        return None, broken

    def fault(self, step: int) -> str | None:
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

    def about(self, step: int) -> dict[str, Any]:
        """What `commit` was told."""
        return json.loads((self.at(step) / MANIFEST).read_text())

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


def refuse_small_disk(folder: Path, needed: int, what: str) -> None:
    """Raises a `TrainerError` where there is less room than this."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TrainerError(
            "DISK_FULL",
            f"{what} needs {_size(needed)}, and {_size(free)} are free in {folder}.",
            "Make room, keep fewer checkpoints, or put the project on another disk.",
        )


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _flush(path: Path) -> None:
    """Brings a file or a folder's list of names to the disk; Windows has no such thing for folders."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
