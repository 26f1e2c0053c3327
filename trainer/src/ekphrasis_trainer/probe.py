"""A few real steps, measured: how long the job will take, and what memory it needs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from ekphrasis_trainer.control import Control
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.train import prepare


def probe(spec: Spec, steps: int, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Trains so many steps and one before them, which pays for what is done once, and throws the result away."""
    with tempfile.TemporaryDirectory(prefix="ekphrasis-probe-") as folder:
        short = replace(
            spec,
            output=folder,
            optimizer=replace(spec.optimizer, max_steps=None),
            data=replace(spec.data, held_out=None),
            evaluation=replace(spec.evaluation, pinned=[], every_steps=None),
            checkpoints=replace(spec.checkpoints, every_steps=None, every_minutes=None),
        )
        events = EventWriter(Path(folder) / "events.jsonl", enabled=False)
        trainer, _ = prepare(short, events, Control(Path(folder)))
        job, whole = trainer.job, trainer.job.order.steps
        told: list[dict[str, float]] = []

        def note(*_: Any) -> None:
            told.append({**job.progress.pace.end(), "memory": job.progress.memory.read()})
            progress({"kind": "progress", "done": len(told) - 1, "of": steps})

        job.progress.step = note  # type: ignore[method-assign]
        trainer.args.max_steps = min(whole, steps + 1)
        trainer.keeps = False
        trainer.train()
        job.progress.close()
    measured = told[1:] or told
    seconds = median(each["seconds"] for each in measured)
    limit = spec.optimizer.max_steps
    return {
        "kind": "probe",
        "device": job.machine.device,
        "precision": job.machine.precision,
        "attention": job.machine.attention,
        "measured_steps": len(measured),
        "steps": whole if limit is None else min(whole, limit),
        "seconds_per_step": seconds,
        "images_per_second": median(each["images_per_second"] for each in measured),
        "tokens_per_second": median(each["tokens_per_second"] for each in measured),
        "peak_memory_bytes": int(measured[-1]["memory"]),
    }
