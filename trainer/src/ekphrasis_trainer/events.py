"""What a job tells: its diary, JSON lines as `schema/train-event.json` describes them, and TensorBoard's files."""

from __future__ import annotations

import json
import math
import os
import time
from collections import deque
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, Final

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.hardware import memory_taken
from ekphrasis_trainer.records import MOST_EXAMPLES, Skipped

# A spike is this many standard deviations above the mean of the last steps, and half as much again as the mean.
SPIKE_DEVIATIONS: Final = 6.0
SPIKE_FACTOR: Final = 1.5
SPIKE_WINDOW: Final = 50


class EventWriter:
    """Appends one line an event and flushes it; only the first process of a job writes.

    A line is one `write` to a file opened for appending, so a reader never sees half of two.
    """

    def __init__(self, path: Path, enabled: bool = True) -> None:
        self.enabled = enabled
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


class Pace:
    """Time and amounts of the step that is under way."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        #: Seconds in which no sample was there; pictures and tokens on all devices.
        self.waited = 0.0
        self.images = self.tokens = 0

    def end(self) -> dict[str, float]:
        """Rates over all devices since the last call, and the share of the time that was spent waiting."""
        now = time.perf_counter()
        seconds = max(now - self._begin, 1e-9)
        rates = {
            "images_per_second": self.images / seconds,
            "tokens_per_second": self.tokens / seconds,
            "data_wait": min(1.0, self.waited / seconds),
        }
        self._begin, self.waited = now, 0.0
        return rates


class Progress:
    """Writes what happens to the events and to TensorBoard; the first process of a job alone does."""

    def __init__(self, events: EventWriter, folder: Path, device: str, resumed_from: int) -> None:
        self.events = events
        self.pace = Pace()
        self.skipped = Skipped()
        self.peak_memory = 0
        self._device = device
        self._told = 0
        self._losses: deque[float] = deque(maxlen=SPIKE_WINDOW)
        self._spike_at = -SPIKE_WINDOW
        self._board: Any = None
        if events.enabled:
            from torch.utils.tensorboard import SummaryWriter

            # What a killed process wrote after the checkpoint is done again, and hidden here.
            self._board = SummaryWriter(str(folder), purge_step=resumed_from + 1 if resumed_from else None)

    def step(self, step: int, epoch: float, loss: float, rates: dict[str, float], grad_norm: float) -> None:
        """One optimizer step is done; `rates` are the learning rates before it, by part."""
        self.peak_memory = max(self.peak_memory, memory_taken(self._device))
        fields = {"loss": loss, "grad_norm": grad_norm, **self.pace.end(), "memory_bytes": self.peak_memory}
        self.events.write("step", step=step, epoch=epoch, learning_rate=rates, **fields)
        self._plot(step, {**fields, **{f"learning_rate/{part}": rate for part, rate in rates.items()}})
        self._watch(step, loss)

    def evaluation(self, step: int, held_out_loss: float | None, captions: list[dict[str, Any]]) -> None:
        """Loss on held-out records and captions of the pinned images."""
        self.events.write("evaluation", step=step, held_out_loss=held_out_loss, captions=captions)
        self._plot(step, {} if held_out_loss is None else {"held_out_loss": held_out_loss})
        for caption in captions if self._board else ():
            self._board.add_text(f"captions/{caption['hash'][:12]}", caption["text"], step)

    def left_out(self, step: int) -> None:
        """Tells of records that turned out unusable since the last time."""
        if self.skipped.total > self._told:
            self._told = self.skipped.total
            self.events.skipped(self.skipped, "times a record was left out while training", step)

    def close(self) -> None:
        """Brings TensorBoard's file to an end."""
        if self._board is not None:
            self._board.close()

    def _plot(self, step: int, values: dict[str, float]) -> None:
        for name, value in values.items() if self._board else ():
            self._board.add_scalar(name, value, step)

    def _watch(self, step: int, loss: float) -> None:
        """A spike is told once in so many steps; steps of a resumed job begin a new window."""
        if len(self._losses) >= SPIKE_WINDOW // 2 and step - self._spike_at > SPIKE_WINDOW:
            mean = fmean(self._losses)
            if loss > max(mean + SPIKE_DEVIATIONS * pstdev(self._losses), mean * SPIKE_FACTOR):
                self._spike_at = step
                before = f"over the steps before it was {mean:.3f} on average."
                self.events.warning("LOSS_SPIKE", f"The loss is {loss:.3f}; {before}", step=step)
        self._losses.append(loss)
