"""`audit` and `probe` through the command line."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tiny import tiny_raw, write_records

from ekphrasis_trainer.__main__ import main


def run(command: str, raw: dict, folder: Path, capsys, *options: str) -> tuple[int, list[dict]]:
    path = folder / "spec.json"
    path.write_text(json.dumps(raw))
    code = main([command, str(path), *options])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(files("ekphrasis_trainer").joinpath(f"schema/{name}.json").read_text()))


def test_data4_audit_counts_what_is_left_out_and_shows_what_is_masked(tiny_models, tmp_path, capsys) -> None:
    data = write_records(tmp_path / "data", 8)
    lines = data.read_text().splitlines()
    first = json.loads(lines[0])
    gone = {**first, "id": "gone", "images": [str(tmp_path / "no.png")]}
    broken = tmp_path / "broken.png"
    broken.write_bytes((tmp_path / "data/0.png").read_bytes()[:40])
    torn = {**first, "id": "torn", "images": [str(broken)]}
    empty = {**first, "id": "empty", "conversations": [first["conversations"][0], {"from": "gpt", "value": " \n"}]}
    long = {**first, "id": "long", "conversations": [first["conversations"][0], {"from": "gpt", "value": "cat " * 500}]}
    data.write_text("\n".join([*lines, *map(json.dumps, (gone, torn, empty, long)), "{not json"]) + "\n")
    raw = tiny_raw(tiny_models("llava"), data, tmp_path / "out")
    code, told = run("audit", raw, tmp_path, capsys)
    schema("train-audit").validate(told[-1])
    report = told[-1]
    assert code == 0
    counts = {reason: each["count"] for reason, each in report["skipped"].items()}
    assert counts == {"missing-image": 1, "broken-image": 1, "no-reply": 1, "unreadable": 1}
    assert report["skipped"]["missing-image"]["examples"] == [str(tmp_path / "no.png")]
    assert (report["records"], report["too_long"], report["rendered"]) == (13, 1, 9)
    pieces = report["samples"][0]["pieces"]
    assert [piece["kind"] for piece in pieces] == ["masked", "image", "masked", "trained"]
    assert pieces[1]["tokens"] == 4
    assert pieces[3]["text"].strip() == first["conversations"][1]["value"] + "</s>"


def test_data4_too_long_samples_are_dropped_where_the_spec_says_so(tiny_models, tmp_path, capsys) -> None:
    data = write_records(tmp_path / "data", 4)
    raw = tiny_raw(
        tiny_models("llava"),
        data,
        tmp_path / "out",
        optimizer={"max_length": 120},
        data={"train": str(data), "too_long": "drop"},
    )
    record = json.loads(data.read_text().splitlines()[0])
    record["conversations"][1]["value"] = "dog " * 400
    data.write_text(data.read_text() + json.dumps(record) + "\n")
    _, told = run("audit", raw, tmp_path, capsys)
    assert told[-1]["too_long"] == told[-1]["skipped"]["too-long"]["count"] == 1


def test_train6_probe_measures_real_steps_and_leaves_nothing(tiny_models, tmp_path, capsys) -> None:
    data = write_records(tmp_path / "data", 8)
    code, told = run("probe", tiny_raw(tiny_models("llava"), data, tmp_path / "out"), tmp_path, capsys, "--steps", "2")
    schema("train-probe").validate(told[-1])
    assert (code, told[-1]["measured_steps"], told[-1]["steps"]) == (0, 2, 6)
    assert told[-1]["seconds_per_step"] > 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["audit", "probe"])
def test_train1_an_error_is_a_line_with_a_remedy(tmp_path, capsys, command: str) -> None:
    data = write_records(tmp_path / "data", 2)
    code, told = run(command, tiny_raw(tmp_path / "nothing", data, tmp_path / "out"), tmp_path, capsys)
    assert (code, told[-1]["kind"], told[-1]["code"]) == (1, "error", "MODEL_NOT_FOUND")
    assert told[-1]["remedy"]
