"""A job that is killed, stopped or moved goes on exactly."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from jobs import die_after, events_of, losses_of, run_job
from safetensors.torch import load_file
from tiny import tiny_spec, write_records

LORA = {"r": 4, "alpha": 8, "dropout": 0.3}


@pytest.fixture
def job(tiny_models, tmp_path):
    """A job of six steps that makes a checkpoint every two, with dropout so that random numbers count."""
    data = write_records(tmp_path / "data", 10)

    def job(name: str, **change):
        defaults = {"checkpoints": {"every_steps": 2}, "recipe": "lora", "template": "conversation", "lora": LORA}
        return tiny_spec(tiny_models("llava"), data, tmp_path / name, **{**defaults, **change})

    return job


def weights(spec) -> dict:
    return load_file(Path(spec.output) / "model/model.safetensors")


def same_weights(one, other) -> bool:
    first, second = weights(one), weights(other)
    return first.keys() == second.keys() and all(first[name].equal(second[name]) for name in first)


@pytest.mark.parametrize("step", [3, 4, 6])
def test_ckpt1_killed_at_any_step_it_goes_on_to_the_last_bit(job, step: int) -> None:
    whole, cut = job("whole"), job("cut")
    assert run_job(whole) == [0]
    assert run_job(cut, before=die_after(step)) == [-signal.SIGKILL]
    assert run_job(cut) == [0]
    assert losses_of(Path(cut.output)) == losses_of(Path(whole.output))
    assert same_weights(cut, whole)
    assert events_of(Path(cut.output), "plan")[1]["resumed_from"] == (step - 1) // 2 * 2


def test_ckpt1_full_training_of_vision_and_projector_goes_on_to_the_last_bit(job) -> None:
    change = {"recipe": "pre-train", "template": "plain", "lora": None, "tuned": {"vision_unfrozen_from": 1}}
    change = {key: value for key, value in change.items() if value is not None}
    from tiny import tiny_raw

    from ekphrasis_trainer.spec import make_spec

    def plain(name: str):
        spec = job(name)
        raw = tiny_raw(
            Path(spec.model), Path(spec.data.train), Path(spec.output), **change, checkpoints={"every_steps": 2}
        )
        return make_spec(raw)

    whole, cut = plain("whole"), plain("cut")
    assert run_job(whole) == [0]
    assert run_job(cut, before=die_after(5)) == [-signal.SIGKILL]
    assert run_job(cut) == [0]
    assert losses_of(Path(cut.output)) == losses_of(Path(whole.output))
    assert same_weights(cut, whole)


def test_ckpt2_a_checkpoint_cut_in_half_is_passed_over_and_told(job) -> None:
    whole, cut = job("whole"), job("cut")
    assert run_job(whole) == [0]
    assert run_job(cut, before=die_after(5)) == [-signal.SIGKILL]
    broken = Path(cut.output) / "checkpoints/step-4/optimizer.pt"
    os.truncate(broken, broken.stat().st_size // 2)
    assert run_job(cut) == [0]
    told = [event for event in events_of(Path(cut.output), "warning") if event["code"] == "CHECKPOINT_BROKEN"]
    assert "optimizer.pt" in told[0]["examples"][0]
    assert events_of(Path(cut.output), "plan")[1]["resumed_from"] == 2
    assert losses_of(Path(cut.output)) == losses_of(Path(whole.output))


def test_ckpt2_killed_while_a_checkpoint_is_written_the_one_before_counts(job) -> None:
    spec = job("cut")

    def die_in_commit() -> None:
        from ekphrasis_trainer.checkpoints import CheckpointFolder

        commit = CheckpointFolder.commit

        def die(self, step: int, about) -> int:
            if step == 4:
                os.kill(os.getpid(), signal.SIGKILL)
            return commit(self, step, about)

        CheckpointFolder.commit = die

    assert run_job(spec, before=die_in_commit) == [-signal.SIGKILL]
    assert run_job(spec) == [0]
    assert events_of(Path(spec.output), "plan")[1]["resumed_from"] == 2


def test_ckpt3_sigterm_makes_a_checkpoint_and_ends(job) -> None:
    whole, cut = job("whole"), job("cut", checkpoints={"every_steps": 100})

    def term_after_three() -> None:
        from ekphrasis_trainer.events import Progress

        told = Progress.step

        def tell(self, number: int, *rest) -> None:
            told(self, number, *rest)
            if number == 3:
                os.kill(os.getpid(), signal.SIGTERM)

        Progress.step = tell

    assert run_job(whole) == [0]
    assert run_job(cut, before=term_after_three) == [0]
    assert events_of(Path(cut.output))[-1]["state"] == "stopped"
    assert [event["step"] for event in events_of(Path(cut.output), "checkpoint")] == [4]
    assert not (Path(cut.output) / "model").exists()
    assert run_job(cut) == [0]
    assert losses_of(Path(cut.output)) == losses_of(Path(whole.output))


@pytest.mark.parametrize(("file", "steps", "end"), [("stop-now", [1], "stopped"), ("save-now", [1, 6], "done")])
def test_ckpt3_files_in_the_folder_save_and_stop(job, file: str, steps: list[int], end: str) -> None:
    spec = job("job", checkpoints={"every_steps": 100})
    Path(spec.output).mkdir()
    (Path(spec.output) / file).touch()
    assert run_job(spec) == [0]
    assert [event["step"] for event in events_of(Path(spec.output), "checkpoint")] == steps
    assert events_of(Path(spec.output))[-1]["state"] == end
    assert not (Path(spec.output) / file).exists()


def test_ckpt4_the_last_ones_and_the_best_are_kept(job, tmp_path) -> None:
    held_out = write_records(tmp_path / "held", 4)
    spec = job("job", data={"held_out": str(held_out)}, checkpoints={"every_steps": 1, "keep_last": 1})

    def script() -> None:
        from ekphrasis_trainer import training

        losses = iter([3.0, 1.0, 2.0, 4.0, 5.0, 6.0])
        training.held_out_loss = lambda *_: next(losses)

    assert run_job(spec, before=script) == [0]
    kept = {folder.name for folder in (Path(spec.output) / "checkpoints").iterdir()}
    assert kept == {"step-2", "step-6"}
    assert [event["step"] for event in events_of(Path(spec.output), "checkpoint") if event["best"]] == [1, 2]


def test_ckpt5_checkpoints_of_another_job_are_refused(job) -> None:
    spec = job("job")
    assert run_job(spec) == [0]
    assert run_job(job("job", seed=7)) == [1]
    error = events_of(Path(spec.output), "error")[0]
    assert (error["code"], "seed was 42, is 7" in error["message"]) == ("CHECKPOINT_OTHER_JOB", True)


def test_ckpt6_a_finished_job_started_again_writes_its_model_again(job) -> None:
    spec = job("job")
    assert run_job(spec) == [0]
    first = weights(spec)
    assert run_job(spec) == [0]
    assert len(losses_of(Path(spec.output))) == len(events_of(Path(spec.output), "step")) == 6
    assert all(first[name].equal(value) for name, value in weights(spec).items())
