"""Whole jobs on tiny models."""

import json
import math
import os
import signal
from pathlib import Path

import pytest
import torch
from jobs import events_of, losses_of, run_job
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from test_events import read_events
from tiny import KINDS, tiny_spec, write_records

from ekphrasis_trainer.events import EventWriter, Progress
from ekphrasis_trainer.models import load_model, load_processor


@pytest.fixture
def job(tmp_path, tiny_models):
    data = write_records(tmp_path / "data", 8)

    def job(name: str = "out", kind: str = "llava", **change):
        return tiny_spec(tiny_models(kind), data, tmp_path / name, **change)

    return job


def pinned(spec) -> dict:
    image = str(Path(spec.data.train).parent / "1.png")
    return {"hash": "ab" * 32, "image": image, "question": "What is in the image?", "reference": "A blue floor."}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("recipe", ["share-captioner", "lora"])
def test_train10_any_model_learns_captions_and_comes_out_whole(job, kind: str, recipe: str) -> None:
    change = {"recipe": recipe, "optimizer": {"max_steps": 3, "warmup_ratio": 0.0, "learning_rate": 5e-3}}
    evaluation = {"pinned": [pinned(job())], "max_new_tokens": 4}
    spec = job(kind=kind, evaluation=evaluation, **change)
    assert run_job(spec) == [0]
    output = Path(spec.output)
    read_events(output / "events.jsonl")
    losses = [loss for loss, _ in losses_of(output).values()]
    assert losses[-1] < losses[0]
    assert len(events_of(output, "evaluation")[-1]["captions"]) == 1
    before = dict(load_model(Path(spec.model), dtype=torch.float32).named_parameters())
    after = dict(load_model(output / "model", dtype=torch.float32).named_parameters())
    assert before.keys() == after.keys()
    moved = {name for name in after if not torch.equal(after[name], before[name])}
    assert any("q_proj" in name for name in moved)
    assert not any("vision_tower" in name or "vision_model" in name or "visual.blocks" in name for name in moved)
    load_processor(output / "model")


@pytest.mark.parametrize("template", ["plain", "conversation", "chat"])
def test_train10_events_and_tensorboard_tell_the_same(job, template: str, tmp_path) -> None:
    held_out = write_records(tmp_path / "held", 3)
    spec = job(
        template=template,
        data={"held_out": str(held_out)},
        evaluation={"every_steps": 2, "pinned": [pinned(job())], "max_new_tokens": 3},
    )
    assert run_job(spec) == [0]
    output = Path(spec.output)
    assert [event["step"] for event in events_of(output, "evaluation")] == [2, 4, 6]
    assert all(event["captions"][0]["finished"] in (True, False) for event in events_of(output, "evaluation"))
    board = EventAccumulator(str(output / "tensorboard")).Reload()
    told = {event["step"]: event for event in events_of(output, "step")}
    for name in ("loss", "grad_norm", "images_per_second"):
        values = {each.step: each.value for each in board.Scalars(name)}
        assert values == pytest.approx({step: event[name] for step, event in told.items()}, rel=1e-5)
    rates = {each.step: each.value for each in board.Scalars("learning_rate/projector")}
    assert rates == pytest.approx({step: event["learning_rate"]["projector"] for step, event in told.items()})
    assert len(board.Scalars("held_out_loss")) == 3


def test_train10_gradient_checkpointing_changes_nothing_but_memory(job) -> None:
    plain, saving = (
        job("plain"),
        job("saving", hardware={"device": "cpu", "precision": "fp32", "gradient_checkpointing": True}),
    )
    assert run_job(plain) == run_job(saving) == [0]
    for one, other in zip(losses_of(Path(plain.output)).values(), losses_of(Path(saving.output)).values(), strict=True):
        assert one == pytest.approx(other, rel=1e-5)


def test_train10_bf16_is_near_fp32(job) -> None:
    exact, near = (
        job("exact"),
        job("near", hardware={"device": "cpu", "precision": "bf16", "gradient_checkpointing": False}),
    )
    assert run_job(exact) == run_job(near) == [0]
    assert events_of(Path(near.output), "plan")[0]["precision"] == "bf16"
    for one, other in zip(losses_of(Path(exact.output)).values(), losses_of(Path(near.output)).values(), strict=True):
        assert one[0] == pytest.approx(other[0], rel=0.02)


def test_train11_a_gradient_that_is_no_number_ends_the_job_before_the_weights_are_touched(job) -> None:
    spec = job(checkpoints={"every_steps": 1})

    def poison() -> None:
        from ekphrasis_trainer.objectives import CaptionLoss

        loss = CaptionLoss.loss
        calls = []

        def poisoned(self, model, batch):
            calls.append(1)
            return loss(self, model, batch) * (math.nan if len(calls) > 4 else 1.0)

        CaptionLoss.loss = poisoned

    assert run_job(spec, before=poison) == [1]
    error = events_of(Path(spec.output), "error")[0]
    assert (error["code"], "step 3" in error["message"]) == ("LOSS_NOT_FINITE", True)
    assert events_of(Path(spec.output))[-1]["state"] == "failed"
    assert [event["step"] for event in events_of(Path(spec.output), "checkpoint")] == [1, 2]


def test_train11_a_spike_is_told_once(tmp_path) -> None:
    events = EventWriter(tmp_path / "events.jsonl")
    progress = Progress(events, tmp_path / "tensorboard", "cpu", resumed_from=0)
    for step, loss in enumerate([2.0 + 0.01 * (step % 3) for step in range(40)] + [9.0, 9.0, 2.0], start=1):
        progress.step(step, 0.0, loss, {}, 1.0)
    spikes = events_of(tmp_path, "warning")
    assert [(event["code"], event["step"]) for event in spikes] == [("LOSS_SPIKE", 41)]


def test_ckpt3_a_second_sigterm_ends_it_at_once(job) -> None:
    spec = job(checkpoints={"every_steps": 100})

    def term_twice() -> None:
        from ekphrasis_trainer import control
        from ekphrasis_trainer.events import Progress

        control.SAME_SIGNAL = 0.0
        told = Progress.step

        def tell(self, number: int, *rest) -> None:
            told(self, number, *rest)
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)

        Progress.step = tell

    assert run_job(spec, before=term_twice) == [143]
    assert events_of(Path(spec.output), "checkpoint") == []


def test_data5_a_picture_that_breaks_later_is_replaced_and_told_and_too_many_end_the_job(job, tmp_path) -> None:
    spec, strict = job(data={"most_broken": 0.5}), job("strict", data={"most_broken": 0.1})
    broken = Path(spec.data.train).parent / "3.png"
    broken.write_bytes(broken.read_bytes()[:50])
    assert run_job(spec) == [0]
    warnings = [event for event in events_of(Path(spec.output), "warning") if event["code"] == "SKIPPED_BROKEN_IMAGE"]
    assert set(warnings[-1]["examples"]) == {str(broken)}
    assert run_job(strict) == [1]
    assert events_of(Path(strict.output), "error")[0]["code"] == "DATA_BROKEN"


def test_data5_a_fraction_takes_the_first_records(job) -> None:
    spec = job(data={"fraction": 0.25})
    assert run_job(spec) == [0]
    assert events_of(Path(spec.output), "plan")[0]["samples"] == 2


def test_train10_the_instruction_takes_the_place_of_the_question(tmp_path) -> None:
    from ekphrasis_trainer.records import RecordFile

    data = write_records(tmp_path / "data", 1)
    record = RecordFile(data, instruction="Analyze the image.")[0]
    assert record.turns[0].text == "<image>\nAnalyze the image."
    assert json.loads(data.read_text())["conversations"][0]["value"] != record.turns[0].text
