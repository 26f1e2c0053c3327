"""The job's diary: JSON lines as `schema/train-event.json` describes them."""

from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.records import MOST_EXAMPLES, Skipped


class EventWriter:
    """Appends one line an event and flushes it; only the first process of a job writes.

    A line is one `write` to a file opened for appending, so a reader never sees half of two.
    """

    def __init__(self, path: Path, enabled: bool = True) -> None:
        self._file = None
        if enabled:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab+", buffering=0)
            # A job that was killed while writing leaves a line without an end; the next line must not continue it.
            if self._file.seek(0, os.SEEK_END) > 0:
                self._file.seek(-1, os.SEEK_END)
                if self._file.read(1) != b"\n":
                    self._file.write(b"\n")

    def write(self, kind: str, **fields: Any) -> None:
        """Writes an event of this kind; fields that are `None` or no finite number are left out."""
        if self._file is not None:
            event = {"kind": kind, "at": round(time.time() * 1000), **_without_nothing(fields)}
            self._file.write(json.dumps(event, ensure_ascii=False, allow_nan=False).encode() + b"\n")

    def state(self, state: str, detail: str | None = None) -> None:
        """Says what the job is at."""
        self.write("state", state=state, detail=detail)

    def warning(self, code: str, message: str, *, step: int | None = None, examples: list[str] | None = None) -> None:
        """Says what is not as it should be, without ending the job."""
        shown = None if examples is None else examples[:MOST_EXAMPLES]
        self.write("warning", code=code, message=message, step=step, examples=shown)

    def skipped(self, skipped: Skipped, what: str, step: int | None = None) -> None:
        """Says what is left out, a warning a reason."""
        for reason, count, examples in skipped.by_reason():
            code = f"SKIPPED_{reason.upper().replace('-', '_')}"
            self.warning(code, f"{count} {what}: {reason}.", step=step, examples=examples)

    def error(self, error: TrainerError) -> None:
        """Says why the job ends."""
        self.write("error", **error.line)

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
    return None if isinstance(value, float) and not math.isfinite(value) else value
