"""Whatever is wrong ends with a code and a remedy, before any weight is touched."""

import errno
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch
from jobs import events_of, losses_of, run_job
from PIL import Image
from safetensors import SafetensorError
from tiny import tiny_spec, write_records

from ekphrasis_trainer import hardware
from ekphrasis_trainer.errors import as_trainer_error


def change_json(path: Path, **change) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))


def without_processor(folder: Path) -> None:
    (folder / "processor_config.json").unlink()


def with_pickles(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")


def with_remote_code(folder: Path) -> None:
    change_json(folder / "config.json", auto_map={"AutoModelForCausalLM": "modeling.Model"})
    (folder / "modeling.py").write_text("raise SystemExit('ran')")


def with_remote_processor(folder: Path) -> None:
    change_json(folder / "processor_config.json", auto_map={"AutoProcessor": "processing.Processor"})


def of_another_architecture(folder: Path) -> None:
    change_json(folder / "config.json", model_type="bert", architectures=["BertModel"])


def of_an_unknown_architecture(folder: Path) -> None:
    change_json(folder / "config.json", model_type="ours-alone")


def cut_short(folder: Path) -> None:
    weights = folder / "model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)


def with_a_broken_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")


def with_a_broken_configuration(folder: Path) -> None:
    (folder / "config.json").write_text("[" * 50_000)


def with_nothing(folder: Path) -> None:
    shutil.rmtree(folder)


MODELS = {
    without_processor: "MODEL_WITHOUT_PROCESSOR",
    with_pickles: "MODEL_PICKLED",
    with_remote_code: "MODEL_REMOTE_CODE",
    with_remote_processor: "MODEL_REMOTE_CODE",
    of_another_architecture: "MODEL_UNSUITED",
    of_an_unknown_architecture: "MODEL_UNSUITED",
    cut_short: "MODEL_UNREADABLE",
    with_a_broken_tokenizer: "MODEL_WITHOUT_PROCESSOR",
    with_a_broken_configuration: "MODEL_NOT_FOUND",
    with_nothing: "MODEL_NOT_FOUND",
}


def failed(spec) -> str:
    """Code of the error that the job ends with; it ends with 1, a remedy and the state `failed`."""
    assert run_job(spec) == [1]
    error, state = events_of(Path(spec.output))[-2:]
    assert (error["kind"], state["state"]) == ("error", "failed")
    assert error["message"] and error["remedy"]
    return error["code"]


@pytest.mark.parametrize("damage", MODELS, ids=lambda damage: damage.__name__)
def test_bad14_a_model_folder_that_is_not_taken(tiny_models, tmp_path, damage) -> None:
    folder = shutil.copytree(tiny_models("llava"), tmp_path / "model")
    damage(folder)
    assert failed(tiny_spec(folder, write_records(tmp_path / "data", 4), tmp_path / "out")) == MODELS[damage]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hardware": {"device": "cuda"}}, "DEVICE_MISSING"),
        ({"hardware": {"device": "cpu", "zero_stage": 3}}, "DEVICE_MISSING"),
        ({"recipe": "lora", "lora": {"bits": 4}}, "DEVICE_MISSING"),
        ({"hardware": {"device": "cpu", "attention": "flash_attention_2"}}, "PACKAGE_MISSING"),
        ({"tuned": {"vision_unfrozen_from": 40}}, "SPEC_INVALID"),
        ({"tuned": {"projector": False, "language_model": False}}, "NOTHING_TRAINED"),
        ({"data": {"train": "/nowhere/train.jsonl"}}, "DATA_UNREADABLE"),
    ],
)
def test_bad14_what_is_asked_for_and_not_there(tiny_models, tmp_path, change: dict, code: str) -> None:
    assert (
        failed(tiny_spec(tiny_models("llava"), write_records(tmp_path / "data", 4), tmp_path / "out", **change)) == code
    )


def test_bad14_a_disk_that_is_too_small_is_told_before_the_first_step(tiny_models, tmp_path) -> None:
    spec = tiny_spec(tiny_models("llava"), write_records(tmp_path / "data", 4), tmp_path / "out")

    def fill() -> None:
        hardware.shutil.disk_usage = lambda _: SimpleNamespace(free=1000)  # type: ignore[assignment]

    assert run_job(spec, before=fill) == [1]
    assert events_of(Path(spec.output), "error")[0]["code"] == "DISK_FULL"
    assert events_of(Path(spec.output), "step") == []


def test_bad14_memory_that_will_not_suffice_is_foretold_and_the_job_tries(tiny_models, tmp_path) -> None:
    spec = tiny_spec(tiny_models("llava"), write_records(tmp_path / "data", 4), tmp_path / "out")

    def shrink() -> None:
        psutil.virtual_memory = lambda: SimpleNamespace(total=1000)  # type: ignore[assignment]

    assert run_job(spec, before=shrink) == [0]
    (told,) = [each for each in events_of(Path(spec.output), "warning") if each["code"] == "MEMORY_SHORT"]
    assert "which has 0.0 GB" in told["message"]


def test_bad14_memory_that_does_not_suffice_is_told_as_such(tiny_models, tmp_path) -> None:
    spec = tiny_spec(tiny_models("llava"), write_records(tmp_path / "data", 4), tmp_path / "out")

    def waste() -> None:
        from ekphrasis_trainer.objectives import CaptionLoss

        CaptionLoss.loss = lambda *_: torch.empty(1 << 58)

    assert run_job(spec, before=waste) == [1]
    assert events_of(Path(spec.output), "error")[0]["code"] == "OUT_OF_MEMORY"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "DISK_FULL"),
        (SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"), "DISK_FULL"),
        (torch.OutOfMemoryError("CUDA out of memory."), "OUT_OF_MEMORY"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "OUT_OF_MEMORY"),
        (ValueError("a fault"), "UNEXPECTED"),
    ],
)
def test_bad14_what_runs_out_on_the_way_is_told_apart_from_faults(error: Exception, code: str) -> None:
    told = as_trainer_error(error)
    assert (told.code, bool(told.remedy)) == (code, True)


def damage_data(tmp_path: Path, change) -> Path:
    data = write_records(tmp_path / "data", 8)
    records = [json.loads(line) for line in data.read_text().splitlines()]
    change(records, tmp_path)
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    return data


def lose_picture(records, folder) -> None:
    records[0]["images"] = [str(folder / "gone.png")]


def empty_reply(records, _folder) -> None:
    records[0]["conversations"][1]["value"] = "  "


def two_marks(records, _folder) -> None:
    records[0]["conversations"][0]["value"] = "<image><image>"


def no_turns(records, _folder) -> None:
    records[0]["conversations"] = "none"


def huge_picture(records, folder) -> None:
    Image.new("1", (20_000, 6_000)).save(folder / "huge.png")
    records[0]["images"] = [str(folder / "huge.png")]


DATA = {
    lose_picture: "SKIPPED_MISSING_IMAGE",
    empty_reply: "SKIPPED_NO_REPLY",
    two_marks: "SKIPPED_IMAGE_MARKS",
    no_turns: "SKIPPED_UNREADABLE",
    huge_picture: "SKIPPED_IMAGE_TOO_LARGE",
}


@pytest.mark.parametrize("change", DATA, ids=lambda change: change.__name__)
def test_bad15_records_below_the_threshold_are_left_out_and_told_above_it_the_job_stops(
    tiny_models, tmp_path, change
) -> None:
    data = damage_data(tmp_path, change)
    lenient = tiny_spec(tiny_models("llava"), data, tmp_path / "lenient", data={"train": str(data), "most_broken": 0.2})
    assert run_job(lenient) == [0]
    warnings = [event for event in events_of(Path(lenient.output), "warning") if event["code"] == DATA[change]]
    assert warnings and warnings[0]["examples"]
    strict = tiny_spec(tiny_models("llava"), data, tmp_path / "strict", data={"train": str(data), "most_broken": 0.05})
    assert failed(strict) == "DATA_BROKEN"


def test_bad15_no_record_at_all(tiny_models, tmp_path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n")
    assert failed(tiny_spec(tiny_models("llava"), tmp_path / "empty.jsonl", tmp_path / "out")) == "DATA_EMPTY"


def test_bad15_a_line_larger_than_a_record_may_be_is_passed_over(tmp_path) -> None:
    from ekphrasis_trainer.records import LONGEST_LINE, RecordFile

    data = write_records(tmp_path / "data", 2)
    lines = data.read_text().splitlines()
    data.write_text("\n".join([lines[0], "x" * (LONGEST_LINE * 2 + 5), lines[1]]))
    records = RecordFile(data)
    assert (len(records), records.skipped.counts) == (2, {"unreadable": 1})
    assert [record.id for record in (records[0], records[1])] == ["0", "1"]


@pytest.mark.parametrize("too_long", ["truncate", "drop"])
def test_bad15_samples_longer_than_the_context(tiny_models, tmp_path, too_long: str) -> None:
    def lengthen(records, _folder) -> None:
        records[0]["conversations"][1]["value"] = "cat " * 400

    data = damage_data(tmp_path, lengthen)
    change = {"data": {"train": str(data), "too_long": too_long, "most_broken": 0.5}}
    spec = tiny_spec(tiny_models("llava"), data, tmp_path / "out", **change)
    assert run_job(spec) == [0]
    codes = [event["code"] for event in events_of(Path(spec.output), "warning")]
    assert ("SKIPPED_TOO_LONG" in codes) == (too_long == "drop")
    assert len(losses_of(Path(spec.output))) == 6
