"""A few real steps, measured: how long the job will take, and what memory it needs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from ekphrasis_trainer.control import Control
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.train import Job
from ekphrasis_trainer.training import JobTrainer


def probe(spec: Spec, steps: int, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Trains so many steps and one before them, which pays for what is done once, and throws the result away."""
    with tempfile.TemporaryDirectory(prefix="ekphrasis-probe-") as folder:
        short = spec.but(output=folder, optimizer=spec.optimizer.but(max_steps=None), data=spec.data.but(held_out=None))
        events = Listener(lambda done: progress({"kind": "progress", "done": done - 1, "of": steps}))
        job = Job(short, events, Control(Path(folder)))
        trainer, whole = JobTrainer(job), job.order.steps
        trainer.args.max_steps = min(whole, steps + 1)
        trainer.keeps = False
        trainer.train()
        job.progress.close()
    measured = events.steps[1:] or events.steps
    limit = spec.optimizer.max_steps
    return {
        "kind": "probe",
        "device": job.machine.device,
        "precision": job.machine.precision,
        "attention": job.machine.attention,
        "measured_steps": len(measured),
        "steps": whole if limit is None else min(whole, limit),
        "seconds_per_step": median(each["seconds"] for each in measured),
        "images_per_second": median(each["images_per_second"] for each in measured),
        "tokens_per_second": median(each["tokens_per_second"] for each in measured),
        "peak_memory_bytes": int(measured[-1]["memory_bytes"]),
    }


class Listener(EventWriter):
    """Writes nothing down; keeps what is told of steps, with the seconds that each took."""

    def __init__(self, on_step: Callable[[int], None]) -> None:
        super().__init__(Path(), enabled=False)
        self.steps: list[dict[str, Any]] = []
        self._on_step = on_step
        self._last = time.perf_counter()

    def write(self, kind: str, **fields: Any) -> None:
        """Takes the event."""
        now = time.perf_counter()
        if kind == "step":
            self.steps.append({**fields, "seconds": now - self._last})
            self._on_step(len(self.steps))
        self._last = now
