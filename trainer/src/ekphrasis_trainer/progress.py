"""What a job tells while it trains: events, TensorBoard's files, warnings about the loss."""

from __future__ import annotations

import math
import time
from collections import deque
from pathlib import Path
from typing import Any

from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.hardware import MemoryPeak
from ekphrasis_trainer.records import Skipped

# A spike is this many standard deviations above the mean of the last steps, and half as much again as the mean.
SPIKE_DEVIATIONS = 6.0
SPIKE_FACTOR = 1.5
SPIKE_WINDOW = 50


class Pace:
    """Time and amounts of the step that is under way."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._waited = 0.0
        self.images = 0
        self.tokens = 0

    def waited(self, seconds: float) -> None:
        """Adds time in which no sample was there."""
        self._waited += seconds

    def end(self) -> dict[str, float]:
        """Seconds since the last call, and rates over all devices."""
        now = time.perf_counter()
        seconds = max(now - self._begin, 1e-9)
        rates = {
            "seconds": seconds,
            "images_per_second": self.images / seconds,
            "tokens_per_second": self.tokens / seconds,
            "data_wait": min(1.0, self._waited / seconds),
        }
        self._begin, self._waited = now, 0.0
        return rates


class Progress:
    """Writes what happens to the events and to TensorBoard; the first process of a job alone does."""

    def __init__(self, events: EventWriter, folder: Path, device: str, enabled: bool, resumed_from: int) -> None:
        self.events = events
        self.pace = Pace()
        self.skipped = Skipped()
        self._told = 0
        self.memory = MemoryPeak(device)
        self._losses: deque[float] = deque(maxlen=SPIKE_WINDOW)
        self._spike_at = -SPIKE_WINDOW
        self._board = _board(folder, resumed_from) if enabled else None

    def step(self, step: int, epoch: float, loss: float, rates: dict[str, float], grad_norm: float) -> None:
        """One optimizer step is done; `rates` are the learning rates before it, by part."""
        fields: dict[str, Any] = {"loss": loss, "grad_norm": grad_norm, **self.pace.end()}
        del fields["seconds"]
        fields["memory_bytes"] = self.memory.read()
        self.events.write("step", step=step, epoch=epoch, learning_rate=rates, **fields)
        self._plot(step, {**fields, **{f"learning_rate/{part}": rate for part, rate in rates.items()}})
        self._watch(step, loss)

    def evaluation(self, step: int, held_out_loss: float | None, captions: list[dict[str, Any]]) -> None:
        """Loss on held-out records and captions of the pinned images."""
        self.events.write("evaluation", step=step, held_out_loss=held_out_loss, captions=captions)
        if held_out_loss is not None:
            self._plot(step, {"held_out_loss": held_out_loss})
        if self._board is not None:
            for caption in captions:
                self._board.add_text(f"captions/{caption['hash'][:12]}", caption["text"], step)

    def left_out(self, step: int) -> None:
        """Tells of records that turned out unusable since the last time."""
        if self.skipped.total == self._told:
            return
        self._told = self.skipped.total
        for reason, count in sorted(self.skipped.counts.items()):
            self.events.warning(
                f"SKIPPED_{reason.upper().replace('-', '_')}",
                f"{count} times a record was left out while training: {reason}.",
                step=step,
                examples=self.skipped.examples[reason],
            )

    def close(self) -> None:
        """Brings TensorBoard's file to an end."""
        if self._board is not None:
            self._board.close()

    def _plot(self, step: int, values: dict[str, float]) -> None:
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(name, value, step)

    def _watch(self, step: int, loss: float) -> None:
        """A spike is told once in so many steps; steps of a resumed job begin a new window."""
        if len(self._losses) >= SPIKE_WINDOW // 2 and step - self._spike_at > SPIKE_WINDOW:
            mean = sum(self._losses) / len(self._losses)
            deviation = math.sqrt(sum((each - mean) ** 2 for each in self._losses) / len(self._losses))
            if loss > max(mean + SPIKE_DEVIATIONS * deviation, mean * SPIKE_FACTOR):
                self._spike_at = step
                self.events.warning(
                    "LOSS_SPIKE",
                    f"The loss is {loss:.3f}; over the steps before it was {mean:.3f} on average.",
                    step=step,
                )
        self._losses.append(loss)


def _board(folder: Path, resumed_from: int) -> Any:
    from torch.utils.tensorboard import SummaryWriter

    # What a killed process wrote after the checkpoint is done again, and hidden here.
    return SummaryWriter(str(folder), purge_step=resumed_from + 1 if resumed_from else None)
