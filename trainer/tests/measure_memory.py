"""Run by a test in a process of its own: what a job takes of memory beyond what its process has anyway, in bytes.

`python measure_memory.py FOLDER JOBS` (JSON: `model` sizes, `tokens`, `changes` to the spec) trains a tiny job first, so
that everything is imported, allocated and warm. Before each job it gives what is free back to the system, notes the
resident set, has the kernel forget the highest one, and trains two steps. What counts is the highest resident set in
these steps less the one before: of the interpreter, the packages and the jobs before nothing is in it. Meant to run with
`MALLOC_MMAP_THRESHOLD_=131072`: otherwise glibc keeps holes between blocks of different sizes, which are not the job's.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from pathlib import Path
from typing import Any

import torch
from tiny import save_llava, tiny_raw, write_records

from ekphrasis_trainer.control import Control
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.spec import make_spec
from ekphrasis_trainer.train import Job
from ekphrasis_trainer.training import JobTrainer


def resident(field: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


def settle() -> int:
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return resident("VmRSS")


def train(raw: dict[str, Any], folder: Path) -> None:
    trainer = JobTrainer(Job(make_spec(raw), EventWriter(folder / "events.jsonl", enabled=False), Control(folder)))
    trainer.keeps = False
    trainer.train()


def main(folder: Path, jobs: list[dict[str, Any]]) -> None:
    torch.set_num_threads(1)

    def spec(name: str, sizes: dict[str, int], tokens: int, changes: dict[str, Any]) -> dict[str, Any]:
        data = write_records(folder / name, 8, words=tokens)
        optimizer = {"max_length": tokens, "max_steps": 2} | changes.get("optimizer", {})
        model = save_llava(folder / name / "model", sizes)
        return tiny_raw(model, data, folder / name, **{**changes, "optimizer": optimizer})

    train(spec("warm", {"text": 32, "text_layers": 1, "vision": 32, "layers": 1}, 192, {}), folder)
    for number, job in enumerate(jobs):
        raw = spec(str(number), job["model"], job["tokens"], job["changes"])
        (folder / f"{number}.json").write_text(json.dumps(raw))
        before = settle()
        Path("/proc/self/clear_refs").write_text("5")
        train(raw, folder)
        print(json.dumps({"bytes": resident("VmHWM") - before, "before": before}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
