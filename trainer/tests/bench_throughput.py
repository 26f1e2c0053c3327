"""Throughput of a job against a bare PyTorch loop with the same model, samples, batch and precision.

`python tests/bench_throughput.py` (from `trainer/`, `PYTHONPATH=src`) writes one JSON line: seconds a step of both, and
the ratio of throughputs. Both take turns in one process, so that a busy machine is busy for both; the median step
counts. `npm run bench -- trainer` calls it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from jobs import events_of
from tiny import TEXT, save_tiny, tiny_spec, write_records
from transformers import get_scheduler

from ekphrasis_trainer.control import Control
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.train import Job
from ekphrasis_trainer.training import JobTrainer


def bare(trainer: Any, steps: int) -> list[float]:
    """A loop as one would write it by hand."""
    job, model = trainer.job, trainer.model.train()
    loader = torch.utils.data.DataLoader(
        job.samples, batch_size=job.machine.device_batch_size, sampler=job.order, collate_fn=job.objective.collate
    )
    optimizer = torch.optim.AdamW([each for each in model.parameters() if each.requires_grad], lr=1e-4)
    schedule = get_scheduler("cosine", optimizer, 1, steps + 1)
    seconds = []
    begin = time.perf_counter()
    for step, batch in enumerate(loader):
        loss = model(**batch, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        loss.item()
        now = time.perf_counter()
        seconds.append(now - begin)
        begin = now
        if step == steps:
            break
    return seconds[1:]


def ours(trainer: Any, steps: int) -> list[float]:
    """The same steps as a job takes them, with all events and curves written."""
    trainer.args.max_steps = steps + 1
    trainer.keeps = False
    trainer.train()
    told = events_of(Path(trainer.job.spec.output), "step")
    return [trainer.job.order.batch / each["images_per_second"] for each in told[1:]]


def main(steps: int, rounds: int) -> None:
    """Measures and writes."""
    # Steps of some tenths of a second: with shorter ones, what the clock and the machine do is measured.
    TEXT.update(hidden_size=512, intermediate_size=1376, num_hidden_layers=8, num_attention_heads=8)
    hand: list[float] = []
    job: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        model = save_tiny("llava", folder / "model", layers=6)
        data = write_records(folder / "data", 64)
        for turn in range(rounds):
            size = {"global_batch_size": 32, "device_batch_size": 32, "max_steps": 100, "epochs": 100}
            spec = tiny_spec(
                model,
                data,
                folder / f"out{turn}",
                recipe="pre-train",
                tuned={"vision_unfrozen_from": 3},
                optimizer={"learning_rate": 1e-4, **size},
            )
            for which, seconds in ((bare, hand), (ours, job)):
                trainer = JobTrainer(Job(spec, EventWriter(folder / f"out{turn}/events.jsonl"), Control(folder)))
                seconds += which(trainer, steps)
                trainer.job.progress.close()
    one, other = statistics.median(hand), statistics.median(job)
    print(json.dumps({"bare_seconds": one, "trainer_seconds": other, "ratio": one / other, "steps": len(job)}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    main(**vars(parser.parse_args()))
