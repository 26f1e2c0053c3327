"""What a job tells while it trains: events, TensorBoard's files, warnings about the loss."""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, Final

from torch.utils.tensorboard import SummaryWriter

from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.hardware import memory_taken
from ekphrasis_trainer.records import Skipped

# A spike is this many standard deviations above the mean of the last steps, and half as much again as the mean.
SPIKE_DEVIATIONS: Final = 6.0
SPIKE_FACTOR: Final = 1.5
SPIKE_WINDOW: Final = 50


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

    def __init__(self, events: EventWriter, folder: Path, device: str, enabled: bool, resumed_from: int) -> None:
        self.events = events
        self.pace = Pace()
        self.skipped = Skipped()
        self.peak_memory = 0
        self._device = device
        self._told = 0
        self._losses: deque[float] = deque(maxlen=SPIKE_WINDOW)
        self._spike_at = -SPIKE_WINDOW
        # What a killed process wrote after the checkpoint is done again, and hidden here.
        purged = resumed_from + 1 if resumed_from else None
        self._board: Any = SummaryWriter(str(folder), purge_step=purged) if enabled else None

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
