"""Several processes are one with the same global batch."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from jobs import die_after, events_of, losses_of, run_job
from safetensors.torch import load_file
from tiny import tiny_raw, tiny_spec, write_records

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.hardware import share_batch


@pytest.fixture
def job(tiny_models, tmp_path):
    data = write_records(tmp_path / "data", 10)
    # A text alone, so that a process may have a batch without a picture.
    turns = [{"from": "human", "value": "What is red?"}, {"from": "gpt", "value": "A colour."}]
    data.write_text(data.read_text() + json.dumps({"id": "text", "images": [], "conversations": turns}) + "\n")

    def job(name: str, **change):
        # Differences of rounding are not to be blown up by Adam's division by tiny moments.
        defaults = {"checkpoints": {"every_steps": 2}, "tuned": {"vision_unfrozen_from": 0}}
        return tiny_spec(tiny_models("llava"), data, tmp_path / name, **{**defaults, **change})

    return job


def assert_same(one, other) -> None:
    """Equal up to the order in which numbers are added."""
    first, second = losses_of(Path(one.output)), losses_of(Path(other.output))
    assert first.keys() == second.keys()
    for step in first:
        torch.testing.assert_close(first[step], second[step], rtol=2e-4, atol=1e-5)
    weights = [load_file(Path(spec.output) / "model/model.safetensors") for spec in (one, other)]
    for name, value in weights[0].items():
        torch.testing.assert_close(value, weights[1][name], rtol=1e-3, atol=2e-4)


def test_train7_two_processes_equal_one_and_resume_as_one_and_back(job) -> None:
    single, double, moved = job("single"), job("double"), job("moved")
    assert run_job(single) == [0]
    assert run_job(double, world=2) == [0, 0]
    assert_same(single, double)
    plan = events_of(Path(double.output), "plan")[0]
    assert (plan["world_size"], plan["device_batch_size"], plan["accumulation"]) == (2, 2, 1)
    stop = job("moved", checkpoints={"every_steps": 2})
    assert set(run_job(stop, world=2, before=die_after_first(3))) == {-signal.SIGKILL}
    assert run_job(moved) == [0]
    assert events_of(Path(moved.output), "plan")[1]["resumed_from"] == 2
    assert_same(single, moved)


def die_after_first(step: int):
    """All processes die with the first one, as they do when a machine goes down."""
    inner = die_after(step)

    def patch() -> None:
        inner()
        from ekphrasis_trainer.training import JobTrainer

        log = JobTrainer.log

        def tell(self, logs, start_time=None) -> None:
            log(self, logs, start_time)
            if self.state.global_step == step:
                os.kill(os.getpid(), signal.SIGKILL)

        JobTrainer.log = tell

    return patch


def test_train7_torchrun_starts_it(job, tmp_path) -> None:
    spec = job("launched")
    raw = tiny_raw(Path(spec.model), Path(spec.data.train), tmp_path / "launched", optimizer={"max_steps": 2})
    (tmp_path / "spec.json").write_text(json.dumps(raw))
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command = [*launch, "-m", "ekphrasis_trainer", "train", str(tmp_path / "spec.json")]
    path = os.pathsep.join([str(Path(__file__).parents[1] / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert events_of(tmp_path / "launched")[-1]["state"] == "done"
    assert events_of(tmp_path / "launched", "plan")[0]["world_size"] == 2
    assert len(events_of(tmp_path / "launched", "step")) == 2


@pytest.mark.parametrize(
    ("whole", "device", "world", "expected"),
    [
        (256, 16, 16, (16, 1)),
        (256, 16, 8, (16, 2)),
        (256, 16, 1, (16, 16)),
        (12, 8, 2, (6, 1)),
        (14, 4, 1, (2, 7)),
        (3, 8, 1, (3, 1)),
    ],
)
def test_train7_the_global_batch_is_reached_whatever_the_number_of_devices(job, whole, device, world, expected) -> None:
    spec = job("x", optimizer={"global_batch_size": whole, "device_batch_size": device})
    assert share_batch(spec, world) == expected
    assert expected[0] * expected[1] * world == whole


def test_train7_a_batch_that_cannot_be_shared_is_an_error(job) -> None:
    with pytest.raises(TrainerError) as caught:
        share_batch(job("x", optimizer={"global_batch_size": 10}), 4)
    assert caught.value.code == "BATCH_UNEVEN"
