"""Runs jobs in processes of their own, forked so that nothing is imported twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Imported here, so that the processes forked from this one have it all.
import peft  # noqa: F401
import torch
import torch.utils.tensorboard
from accelerate.state import AcceleratorState

from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.train import train


def run_job(spec: Spec, *, world: int = 1, before: Callable[[], None] | None = None) -> list[int | None]:
    """Trains in `world` processes; returns their exit codes, that of a killed one is minus the signal's number."""
    fork = multiprocessing.get_context("fork")
    port = _free_port()
    processes = [fork.Process(target=_train, args=(spec, rank, world, port, before)) for rank in range(world)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def die_after(step: int) -> Callable[[], None]:
    """The process kills itself with -9 as soon as it has told of this step."""

    def patch() -> None:
        from ekphrasis_trainer.events import Progress

        told = Progress.step

        def tell(self: Progress, number: int, *rest: Any) -> None:
            told(self, number, *rest)
            if number == step:
                os.kill(os.getpid(), signal.SIGKILL)

        Progress.step = tell  # type: ignore[method-assign]

    return patch


def events_of(output: Path, kind: str | None = None) -> list[dict[str, Any]]:
    """What the job told, of this kind."""
    events = [json.loads(line) for line in (output / "events.jsonl").read_text().splitlines()]
    return [event for event in events if kind is None or event["kind"] == kind]


def losses_of(output: Path) -> dict[int, tuple[float, float]]:
    """Loss and gradient norm by step; of steps that were done again the later."""
    return {event["step"]: (event["loss"], event["grad_norm"]) for event in events_of(output, "step")}


def _train(spec: Spec, rank: int, world: int, port: int, before: Callable[[], None] | None) -> None:
    if world > 1:
        os.environ |= {
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(world),
            "LOCAL_WORLD_SIZE": str(world),
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port),
        }
    torch.set_num_threads(1)
    # What this process was before it forked, and joined the others.
    AcceleratorState._reset_state(reset_partial_state=True)
    if before is not None:
        before()
    code = train(spec)
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()
    os._exit(code)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
