"""The job's diary: JSON lines as `schema/train-event.json` describes them."""

from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path
from typing import Any, Literal

from ekphrasis_trainer.errors import TrainerError

State = Literal["preparing", "training", "evaluating", "saving", "exporting", "done", "stopped", "failed"]
MOST_EXAMPLES = 100


class EventWriter:
    """Appends one line an event and flushes it; only the first process of a job writes.

    A line is one `write` to a file opened for appending, so a reader never sees half of two.
    """

    def __init__(self, path: Path, enabled: bool = True) -> None:
        self._file = None
        if enabled:
            path.parent.mkdir(parents=True, exist_ok=True)
            _end_torn_line(path)
            self._file = path.open("ab", buffering=0)

    def write(self, kind: str, **fields: Any) -> None:
        """Writes an event of this kind; fields that are `None` or no finite number are left out."""
        if self._file is None:
            return
        event = {"kind": kind, "at": round(time.time() * 1000), **_without_nothing(fields)}
        self._file.write(json.dumps(event, ensure_ascii=False, allow_nan=False).encode() + b"\n")

    def state(self, state: State, detail: str | None = None) -> None:
        """Says what the job is at."""
        self.write("state", state=state, detail=detail)

    def warning(self, code: str, message: str, *, step: int | None = None, examples: list[str] | None = None) -> None:
        """Says what is not as it should be, without ending the job."""
        self.write(
            "warning",
            code=code,
            message=message,
            step=step,
            examples=None if examples is None else examples[:MOST_EXAMPLES],
        )

    def error(self, error: TrainerError) -> None:
        """Says why the job ends."""
        self.write("error", code=error.code, message=error.message, remedy=error.remedy)

    def close(self) -> None:
        """Brings everything to the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = ((key, _without_nothing(each)) for key, each in value.items())
        return {key: each for key, each in pairs if each is not None}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _end_torn_line(path: Path) -> None:
    """A job that was killed while writing leaves a line without an end; the next line must not continue it."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb+") as file:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")
